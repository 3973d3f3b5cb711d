# queue(order: "priority"): the least first, equals in order of arrival.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue p(order: "priority")
for n in [5, 1, 4, 1.5, -2, 3] { p.put(n) }
assert p.size() == 6 and [p.get() for i in 0..6] == [-2, 1, 1.5, 3, 4, 5]

# lists compare item by item
p.put([2, "b"])
p.put([1, "z"])
p.put([2, "a"])
p.put([1, "a"])
assert [p.get() for i in 0..4] == [[1, "a"], [1, "z"], [2, "a"], [2, "b"]]

# equals: in order of arrival
p.put(1)
p.put(1.0)
p.put(1)
assert type(p.get()) == "int" and type(p.get()) == "float" and type(p.get()) == "int"
for i in 0..100 { p.put([i % 3, 0.0 if i % 2 == 0 else 0]) }
var before = [-1, 0]
for i in 0..100 {
    let item = p.get()
    assert before <= item
    before = item
}

# unlike items raise type at put, and stay out
p.put("text")
assert kind_of(func() => p.put(1)) == "type" and kind_of(func() => p.put_nowait(nil)) == "type" and p.size() == 1
p.put("abc")
assert p.get() == "abc" and p.get() == "text"
p.put(2s)
p.put(1ms)
assert p.get() == 1ms and p.get() == 2s
p.put([1, "a"])
assert kind_of(func() => p.put([1, 2])) == "type" and p.size() == 1
p.put([0, 2])                                # decided by the first item: never compared further
assert p.get() == [0, 2] and p.get() == [1, "a"]

# mixed puts and gets keep the least in front
for n in [9, 7, 8] { p.put(n) }
assert p.get() == 7
p.put(1)
p.put(10)
assert [p.get() for i in 0..4] == [1, 8, 9, 10]

# bounded
queue b(2, order: "priority")
b.put(5)
b.put(6)
assert b.full() and kind_of(func() => b.put_nowait(1)) == "full" and kind_of(func() => b.put(1, timeout: 1ms)) == "timeout"
thread putter { b.put(1) }
putter.start()
assert b.get() == 5
putter.join()
assert b.get() == 1 and b.get() == 6

# closed and drained in order
for n in [3, 1, 2] { p.put(n) }
p.close()
assert [n for n in [p.get(), p.get(), p.get()]] == [1, 2, 3] and kind_of(func() => p.get()) == "closed"
print("ok queue_priority")
