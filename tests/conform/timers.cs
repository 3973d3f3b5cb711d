# timer: after and every, start, cancel, join.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out

# once
let before = now()
timer once after 5ms { out.put(now()) }
assert not once.is_alive()
assert kind_of(func() => once.join()) == "state"
once.start()
assert kind_of(func() => once.start()) == "state"
assert once.join() and not once.is_alive()
assert out.get() - before >= 5ms and out.empty()
assert kind_of(func() => once.start()) == "state"

# not started: never
timer idle after 0s { out.put("idle") }
sleep(2ms)
assert out.empty()

# cancelled in time: it never runs, and is at its end
timer bomb after 1h { out.put("boom") }
bomb.start()
assert bomb.is_alive() and not bomb.join(timeout: 0s) and not bomb.join(timeout: 1ms)
bomb.cancel()
assert not bomb.is_alive()                   # at once: it has nothing to run any more
assert bomb.join(timeout: 1h) and not bomb.is_alive() and out.empty()
bomb.cancel()                                # again: nothing

# at once
timer soon after 0s { out.put("soon") }
soon.start()
assert out.get() == "soon"
soon.join()

# every: until cancelled, here by itself
var beats = 0
timer beat every 1ms {
    beats += 1
    out.put(beats)
    if beats == 5 { beat.cancel() }
    assert beat.is_alive()                   # this round runs to its end
}
beat.start()
assert beat.join(timeout: 1h)
assert [out.get() for i in 0..5] == [1, 2, 3, 4, 5] and out.empty()

# the first one comes after one period, and none comes early
let started = now()
timer paced every 10ms {
    out.put(now() - started)
}
paced.start()
for i in 1..4 { assert out.get() >= 10ms * i }
paced.cancel()
paced.join()

# one that comes while the block still runs is dropped: the block never runs twice at once
atom running(0)
timer slow every 1ms {
    assert running.add(1) == 1
    sleep(3ms)
    running.add(-1)
    out.put("done")
}
while out.size() > 0 { out.get() }
slow.start()
for i in 0..3 { out.get() }
slow.cancel()
slow.join()
assert running.load() == 0

# as expressions
let t1 = timer(1ms, func() { out.put("expression") })
while out.size() > 0 { out.get() }
t1.start()
assert t1.join(timeout: 1h) and out.get() == "expression"
var n = 0
let t2 = timer(1ms, func() {
    n += 1
    if n == 3 { out.put("three") }
}, every: true)
t2.start()
assert out.get() == "three"
t2.cancel()
assert t2.join(timeout: 1h)

# in a list, each with its own values
let many = [timer(i * 1ms, func() { out.put(i) }) for i in 1..5]
for t in many { t.start() }
for t in many { assert t.join(timeout: 1h) }
assert sorted([out.get() for i in 1..5]) == [1, 2, 3, 4]

# the block is a thread of its own, with a name
timer named after 0s { out.put(current().name) }
named.start()
assert out.get() == "named"
named.join()

# wrong numbers
assert kind_of(func() => timer(-1s, func() { })) == "value" and kind_of(func() => timer(1, func() { })) == "type"
assert kind_of(func() => timer(0s, func() { }, every: true)) == "value"

# a daemon timer does not keep the run alive
daemon timer background every 1h { out.put("never") }
background.start()
print("ok timers")
