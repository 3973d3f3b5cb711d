# Queues between processes: order, copies, handles in messages, functions refused.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue q
queue q2
queue back

# every kind of value arrives as it was sent
let values = [nil, true, false, 0, -1, 9223372036854775807, -9223372036854775807 - 1, 1.5, -0.0, 1e300, 2s, -1ns, "", "text", "你好 🚦", "a\0b",
    [], [1, [2, [3]]], {}, {"k": {1: 2s}, nil: [true]}, 1..10, "x" * 10000, list(0..5000)]
process echo {
    for v in q { back.put(v) }
    back.close()
}
echo.start()
for v in values { q.put(v) }
q.close()
let returned = [v for v in back]
assert len(returned) == len(values)
for sent, came in zip(values, returned) { assert sent == came and type(sent) == type(came) and repr(sent) == repr(came) }
echo.join()
assert echo.exitcode == 0 and kind_of(func() => back.get()) == "closed"

# an error is a value, too
queue errors
process fails {
    try { raise error("mine", "what went wrong") } catch e { errors.put(e) }
}
fails.start()
let e = errors.get()
assert e.kind == "mine" and e.message == "what went wrong" and type(e.line) == "int"
fails.join()

# a message is a copy: neither side changes the other's
queue copies
var xs = [1, [2]]
copies.put(xs)
xs.append("after it was sent")
process changes {
    var ys = copies.get()
    ys[1].append("in the child")
    back_of_changes.put(ys)
}
queue back_of_changes
changes.start()
assert back_of_changes.get() == [1, [2, "in the child"]] and xs == [1, [2], "after it was sent"]
changes.join()

# the order of one sender is kept, and nothing is lost or doubled, whoever gets
queue many(3)
let senders = [process(func(i) { for k in 0..50 { many.put([i, k]) } }, [i]) for i in 0..3]
for s in senders { s.start() }
var next = [0, 0, 0]
for n in 0..150 {
    let i, k = many.get()
    assert k == next[i]
    next[i] += 1
}
for s in senders { s.join() }
assert many.empty() and next == [50, 50, 50]
queue work
queue results
let getters = [process(func() { for n in work { results.put(n * n) } }) for i in 0..3]
for g in getters { g.start() }
for n in 0..100 { work.put(n) }
work.close()
for g in getters { g.join() }
assert sorted([results.get() for i in 0..100]) == [n * n for n in 0..100] and results.empty()

# a reply queue in a message; other handles, deep inside
process server {
    for request in requests {
        request["reply"].put(request["n"] + 1)
    }
}
queue requests
server.start()
queue reply
requests.put({"n": 41, "reply": reply})
assert reply.get() == 42
process client {
    let own = queue()
    requests.put({"n": 1, "reply": own})
    reply.put(own.get())
}
client.start()
assert reply.get() == 2
client.join()
requests.close()
server.join()
event e1
atom a1(5)
lock l1
pipe left, right
q2.put([e1, {"a": a1, "l": [l1]}, right, server])
process gets_handles {
    let e, m, end, p = q2.get()
    e.set()
    m["a"].add(1)
    with m["l"][0] { end.send([e, m, end, p]) }
    assert e == e1 and m["a"] == a1 and end == right and p == server and p.exitcode == 0
}
gets_handles.start()
e1.wait()
let h = left.recv()
gets_handles.join()
assert gets_handles.exitcode == 0 and h == [e1, {"a": a1, "l": [l1]}, right, server] and a1.load() == 6 and e1.is_set() and not l1.locked()

# an object made in a child is there for its parent, also when the child is gone
process makes {
    queue inside
    inside.put("from inside")
    q2.put([inside, event(set: true), semaphore(2)])
}
makes.start()
makes.join()
let inside, set_event, s2 = q2.get()
assert inside.get() == "from inside" and set_event.is_set() and s2.value == 2
# ... and in the child of another
process uses(x) { x.put("from another") }
let u = uses(inside)
u.start()
assert inside.get() == "from another"
u.join()

# a handle as a key
process as_key { q2.put({e1: "one", l1: "two"}) }
as_key.start()
assert q2.get() == {e1: "one", l1: "two"}
as_key.join()

# functions cannot be sent, however deep they are, by no way; nothing is put then
func f() { }
let closed_over = 5
for bad in [f, func() => closed_over, len, [f], [[1, [f]]], {"k": f}, {"k": {"k": [func() => 1]}}] {
    assert kind_of(func() => q2.put(bad)) == "type" and kind_of(func() => q2.put_nowait(bad)) == "type"
    assert kind_of(func() => q2.put(bad, timeout: 0s)) == "type"
    assert kind_of(func() => left.send(bad)) == "type"
}
assert q2.empty() and not right.poll()

# capacity, time-outs and rendezvous between processes
queue two(2)
process fills {
    two.put(1)
    two.put(2)
    q2.put([kind_of(func() => two.put_nowait(3)), kind_of(func() => two.put(3, timeout: 0s)), kind_of(func() => two.put(3, timeout: 1ms)), two.full()])
    two.put(3)
}
fills.start()
assert q2.get() == ["full", "timeout", "timeout", true]
assert [two.get(), two.get(), two.get()] == [1, 2, 3]
fills.join()
queue meeting(0)
process meets {
    meeting.put("met")
    q2.put("after")
}
meets.start()
assert q2.empty() and not meets.join(timeout: 1ms) and meeting.size() == 0
assert meeting.get() == "met" and q2.get() == "after"
meets.join()
queue pq(order: "priority")
queue st(order: "lifo")
process puts_in_order {
    for n in [3, 1, 2] { pq.put(n); st.put(n) }
}
puts_in_order.start()
puts_in_order.join()
assert [pq.get() for i in 0..3] == [1, 2, 3] and [st.get() for i in 0..3] == [2, 1, 3]

# task_done and join
queue jobs
for n in 0..5 { jobs.put(n) }
daemon process does {
    for j in jobs { jobs.task_done() }
}
assert jobs.join(timeout: 0s) == false
does.start()
assert jobs.join() and jobs.empty()

# close: told to those who wait in other processes
queue closing
process waits { q2.put(kind_of(func() => closing.get())) }
process walks { q2.put([v for v in closing]) }
waits.start()
walks.start()
closing.close()
assert q2.get() in ["closed", []] and q2.get() in ["closed", []]
assert kind_of(func() => closing.put(1)) == "closed"
for p in [waits, walks] {
    p.join()
    assert p.exitcode == 0
}

# who is killed while it waits takes nothing, and puts nothing
queue lonely
process waiting_getter {
    q2.put("begun")
    lonely.get()
}
waiting_getter.start()
assert q2.get() == "begun"
waiting_getter.kill()
waiting_getter.join()
lonely.put("mine")
assert lonely.get() == "mine"
queue narrow(1)
narrow.put("first")
process waiting_putter {
    q2.put("begun")
    narrow.put("never")
}
waiting_putter.start()
assert q2.get() == "begun"
waiting_putter.kill()
waiting_putter.join()
assert narrow.get() == "first" and narrow.empty()
print("ok messages")
