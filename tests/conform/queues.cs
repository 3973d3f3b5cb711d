# queue: put and get, bounded, first in first out.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue q
assert q.size() == 0 and q.empty() and not q.full() and q.capacity == nil
q.put(1)
q.put("two")
q.put(nil)
q.put([3])
assert q.size() == 4 and not q.empty() and q.get() == 1 and q.get() == "two" and q.get() == nil and q.get() == [3] and q.empty()

# bounded
queue b(2)
assert b.capacity == 2
b.put("a")
b.put("b")
assert b.full() and b.size() == 2
assert kind_of(func() => b.put("c", timeout: 0s)) == "timeout" and kind_of(func() => b.put("c", timeout: 1ms)) == "timeout"
assert kind_of(func() => b.put_nowait("c")) == "full" and b.size() == 2
assert b.get_nowait() == "a"
b.put_nowait("c")
assert b.get() == "b" and b.get() == "c"
assert kind_of(func() => b.get(timeout: 0s)) == "timeout" and kind_of(func() => b.get(timeout: 1ms)) == "timeout"
assert kind_of(func() => b.get_nowait()) == "empty"
assert kind_of(func() => b.get(timeout: -1s)) == "value" and kind_of(func() => b.put(1, timeout: -1s)) == "value" and b.empty()
assert kind_of(func() => b.get(timeout: 0 + 1)) == "type"
assert kind_of(func() => queue(-1)) == "value" and kind_of(func() => queue("big")) == "type" and kind_of(func() => queue(1.5)) == "type"
assert kind_of(func() => queue(order: "random")) == "value"

# a getter waits for a putter, a putter for room
queue out
thread getter { out.put(b.get()) }
getter.start()
sleep(1ms)
b.put("late")
getter.join()
assert out.get() == "late"
b.put(1)
b.put(2)
thread putter {
    b.put(3)
    out.put("put")
}
putter.start()
sleep(1ms)
assert out.empty() and b.size() == 2
assert b.get() == 1
putter.join()
assert out.get() == "put" and b.get() == 2 and b.get() == 3

# one putter's items stay in order, and none is lost or doubled
queue many(4)
let putters = [thread(func(k) { for i in 0..50 { many.put([k, i]) } }, [k]) for k in 0..3]
var got = {0: [], 1: [], 2: []}
for p in putters { p.start() }
for i in 0..150 {
    let k, n = many.get()
    got[k].append(n)
}
for p in putters { p.join() }
for k in 0..3 { assert got[k] == list(0..50) }
assert many.empty()

# several getters: each item once
queue work_list
for i in 0..100 { work_list.put(i) }
work_list.close()
queue done
let getters = [thread(func() { for v in work_list { done.put(v) } }) for k in 0..4]
for g in getters { g.start() }
for g in getters { g.join() }
assert sorted([done.get() for i in 0..100]) == list(0..100) and done.empty()

# lifo
queue s(order: "lifo")
for i in 0..4 { s.put(i) }
assert [s.get() for i in 0..4] == [3, 2, 1, 0]
queue s2(2, order: "lifo")
s2.put(1)
s2.put(2)
assert s2.full() and kind_of(func() => s2.put_nowait(3)) == "full" and s2.get() == 2
s2.put(3)
assert s2.get() == 3 and s2.get() == 1
queue plain(order: "fifo")
plain.put(1)
plain.put(2)
assert plain.get() == 1

# what travels: values as copies, handles as themselves, no functions
lock m
q.put({"lock": m, "list": [1]})
let message = q.get()
assert message["lock"] == m and message["list"] == [1]
assert kind_of(func() => q.put(kind_of)) == "type" and kind_of(func() => q.put([1, {"f": func() => 1}])) == "type" and q.empty()
q.put(1s)
q.put(0..3)
try { raise error("mine", "sent") } catch e { q.put(e) }
assert q.get() == 1s and q.get() == 0..3 and q.get().message == "sent"

# one value alone, then several, then one again
for order in ["fifo", "lifo"] {
    let few = queue(order: order)
    few.put([1])
    assert few.get() == [1]
    few.put("two")
    few.put([3])
    assert few.get() == ("two" if order == "fifo" else [3])
    few.put(4)
    assert few.size() == 2
    few.get()
    few.get()
    assert few.empty()
    few.put([5])
    assert few.get() == [5]
}

print("ok queues")
