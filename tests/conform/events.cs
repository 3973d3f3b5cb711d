# event: set, clear, is_set, wait.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
event e
assert not e.is_set()
assert not e.wait(timeout: 0s) and not e.wait(timeout: 1ms)
e.set()
assert e.is_set() and e.wait() and e.wait(timeout: 0s)
e.set()                                      # twice is as good as once
e.clear()
e.clear()
assert not e.is_set()
event already(set: true)
assert already.is_set() and already.wait() and event(set: true).is_set() and not event().is_set()
assert kind_of(func() => e.wait(timeout: -1ns)) == "value" and kind_of(func() => e.wait(timeout: 0 + 5)) == "type"
assert kind_of(func() => already.wait(timeout: -1s)) == "value"

# all who wait are let go on, and later ones at once
queue out
latch ready(4)
thread waiter(n) {
    ready.done()
    assert e.wait()
    out.put(n)
}
let ws = [waiter(n) for n in 0..4]
for w in ws { w.start() }
ready.wait()
assert out.empty()
e.set()
for w in ws { w.join() }
assert sorted([out.get() for i in 0..4]) == [0, 1, 2, 3]
assert e.wait() and e.wait(timeout: 0s)

# wait with a time-out that is not needed
event soon
timer t after 1ms { soon.set() }
t.start()
assert soon.wait(timeout: 1h) == true

# a hand-over by two events, many times
event ping
event pong
var turns = []
thread other {
    for i in 0..100 {
        ping.wait()
        ping.clear()
        turns.append("pong {i}")
        pong.set()
    }
}
other.start()
for i in 0..100 {
    turns.append("ping {i}")
    ping.set()
    pong.wait()
    pong.clear()
}
other.join()
assert len(turns) == 200 and turns[0] == "ping 0" and turns[199] == "pong 99"
for i in 0..100 {
    assert turns[2 * i] == "ping {i}" and turns[2 * i + 1] == "pong {i}"
}
print("ok events")
