# queue(0): put and get meet.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue r(0)
queue out
assert r.size() == 0 and r.empty() and r.full() and r.capacity == 0
assert kind_of(func() => r.put(1, timeout: 0s)) == "timeout" and kind_of(func() => r.put(1, timeout: 1ms)) == "timeout"
assert kind_of(func() => r.get(timeout: 0s)) == "timeout" and kind_of(func() => r.get(timeout: 1ms)) == "timeout"
assert kind_of(func() => r.put_nowait(1)) == "full" and kind_of(func() => r.get_nowait()) == "empty"

# the putter goes on only when its item was taken
var taken = false
thread putter {
    r.put("item")
    out.put("put is done")
}
putter.start()
sleep(2ms)
assert out.empty() and r.size() == 0
assert r.get() == "item"
putter.join()
assert out.get() == "put is done"

# the getter first
thread getter { out.put(r.get()) }
getter.start()
r.put("second")
getter.join()
assert out.get() == "second"

# put_nowait needs a waiting getter, get_nowait a waiting putter
thread getter2 { out.put(r.get()) }
getter2.start()
var tries = 0
loop {
    try {
        r.put_nowait("handed")
        break
    } catch full {
        sleep(1ms)
    }
}
getter2.join()
assert out.get() == "handed"
thread putter2 { r.put("given") }
putter2.start()
loop {
    try {
        assert r.get_nowait() == "given"
        break
    } catch empty {
        sleep(1ms)
    }
}
putter2.join()

# in order, none lost
thread sender {
    for i in 0..50 { r.put(i) }
    r.close()
}
sender.start()
assert [v for v in [r.get() for i in 0..50]] == list(0..50)
sender.join()
assert kind_of(func() => r.get()) == "closed"

# a rendezvous never meets itself in a select
queue self(0)
var met = nil
select {
    case self.put(1) { met = "put" }
    case self.get() { met = "get" }
    after 1ms { met = "nobody" }
}
assert met == "nobody"

# two selects meet each other
queue hand(0)
thread one {
    select {
        case hand.put("x") { out.put("one has put") }
        case hand.get() { out.put("one has got") }
    }
}
one.start()
var mine = nil
select {
    case v = hand.get() { mine = "got {v}" }
    case hand.put("y") { mine = "put" }
}
one.join()
let theirs = out.get()
assert [mine, theirs] in [["got x", "one has put"], ["put", "one has got"]]

# closing lets go of both sides
queue c(0)
thread waits_to_put { out.put(kind_of(func() => c.put(1))) }
waits_to_put.start()
sleep(1ms)
c.close()
waits_to_put.join()
assert out.get() == "closed"
print("ok queue_rendezvous")
