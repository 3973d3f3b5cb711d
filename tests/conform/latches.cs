# latch: counts down to zero and opens.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
latch l(2)
queue out
assert l.count == 2 and not l.wait(timeout: 0s) and not l.wait(timeout: 1ms)
l.done()
assert l.count == 1
l.add()
l.add(2)
assert l.count == 4
for i in 0..4 { l.done() }
assert l.count == 0 and l.wait() and l.wait(timeout: 0s)
assert kind_of(func() => l.done()) == "state" and l.count == 0
assert kind_of(func() => l.add(-1)) in ["state", "value"] and l.count == 0
assert kind_of(func() => latch(-1)) == "value" and kind_of(func() => latch("1")) == "type"
assert latch(0).wait(timeout: 0s) and latch().wait()
assert kind_of(func() => l.wait(timeout: -1s)) == "value"

# a wait group
latch group(0)
var results = []
lock guard
for i in 0..5 {
    group.add()
    thread(func(n) {
        with guard { results.append(n * n) }
        group.done()
    }, [i]).start()
}
assert group.wait()
with guard { assert sorted(results) == [0, 1, 4, 9, 16] }

# all waiters go at zero
latch start(1)
let ts = [thread(func() { out.put(start.wait()) }) for i in 0..3]
for t in ts { t.start() }
sleep(1ms)
assert out.empty()
start.done()
for t in ts { t.join() }
assert [out.get() for i in 0..3] == [true, true, true]

# it can be used again
start.add()
assert not start.wait(timeout: 0s)
start.done()
assert start.wait()
print("ok latches")
