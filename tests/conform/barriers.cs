# barrier: its parties go on together; broken until reset.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
barrier b(3)
assert b.parties == 3 and b.waiting == 0 and not b.broken

# places of arrival: each of 0, 1, 2 once a round
var rounds = [[], [], []]
lock guard
thread party {
    for r in 0..3 {
        let place = b.wait()
        with guard { rounds[r].append(place) }
    }
}
let ps = [thread(func() {
    for r in 0..3 {
        let place = b.wait()
        with guard { rounds[r].append(place) }
    }
}) for i in 0..2] + [party]
for p in ps { p.start() }
for p in ps { p.join() }
for r in rounds { assert sorted(r) == [0, 1, 2] }
assert b.waiting == 0 and not b.broken

# nobody passes before all are there
barrier gate(2)
atom arrived(0)
thread early {
    arrived.add(1)
    gate.wait()
    out.put(arrived.load())
}
early.start()
sleep(1ms)
arrived.add(1)
gate.wait()
early.join()
assert out.get() == 2

# one party needs nobody
barrier alone(1)
assert alone.wait() == 0 and alone.wait() == 0 and alone.wait(timeout: 0s) == 0

# a time-out raises timeout for the one, broken for the others, and breaks it
barrier t(3)
thread other { out.put(kind_of(func() => t.wait())) }
other.start()
while t.waiting == 0 { sleep(1ms) }
assert kind_of(func() => t.wait(timeout: 1ms)) == "timeout"
other.join()
assert out.get() == "broken" and t.broken and t.waiting == 0
assert kind_of(func() => t.wait()) == "broken" and kind_of(func() => t.wait(timeout: 0s)) == "broken"
t.reset()
assert not t.broken
assert kind_of(func() => t.wait(timeout: 0s)) == "timeout" and t.broken
t.reset()

# abort
thread aborted { out.put(kind_of(func() => t.wait())) }
aborted.start()
while t.waiting == 0 { sleep(1ms) }
t.abort()
aborted.join()
assert out.get() == "broken" and t.broken and kind_of(func() => t.wait()) == "broken"
t.abort()
t.reset()
t.reset()
assert not t.broken

# reset while somebody waits: broken for those, whole for the next
thread resetted { out.put(kind_of(func() => t.wait())) }
resetted.start()
while t.waiting == 0 { sleep(1ms) }
t.reset()
resetted.join()
assert out.get() == "broken" and not t.broken
let again = [thread(func() { out.put(t.wait()) }) for i in 0..3]
for a in again { a.start() }
for a in again { a.join() }
assert sorted([out.get() for i in 0..3]) == [0, 1, 2]

assert kind_of(func() => t.wait(timeout: -1s)) == "value" and not t.broken
assert kind_of(func() => barrier(0)) == "value" and kind_of(func() => barrier(-1)) == "value" and kind_of(func() => barrier("3")) == "type"
print("ok barriers")
