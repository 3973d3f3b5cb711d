# condition: wait, wait_for, notify, notify_all, its lock.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
condition c
queue out

# without the lock: state
for f in [func() => c.wait(), func() => c.notify(), func() => c.notify_all(), func() => c.release(), func() => c.wait_for(func() => true)] {
    assert kind_of(f) == "state"
}
# its lock is an rlock of its own
assert c.acquire() and c.acquire() and c.locked()
c.notify()                                   # to nobody: lost
c.notify_all()
c.notify(0)
c.release()
c.release()
assert not c.locked() and kind_of(func() => c.release()) == "state"

# wait with a time-out; the lock is held again afterwards
with c {
    assert c.wait(timeout: 0s) == false and c.locked()
    assert c.wait(timeout: 1ms) == false and c.locked()
    assert kind_of(func() => c.wait(timeout: -1s)) == "value" and c.locked()
    c.notify()
}

# wait gives an rlock up wholly, and takes it back as often
thread waiter {
    c.acquire()
    c.acquire()
    out.put("waits")
    assert c.wait() == true
    c.release()
    assert c.locked()
    c.release()
    out.put("woken")
}
waiter.start()
out.get()
with c {                                     # only possible when the waiter has given up both
    c.notify()
}
waiter.join()
assert out.get() == "woken" and not c.locked()

# notify(n) lets go n, the longest waiters first
var released = 0
var turn = 0
latch all_in(6)
thread queued(n) {
    with c {
        all_in.done()
        c.wait()
        released += 1
    }
}
let ts = [queued(n) for n in 0..6]
for t in ts { t.start() }
all_in.wait()
with c { c.notify(2) }
func wait_until(n) {
    loop {
        with c { if released >= n { return released } }
        sleep(1ms)
    }
}
assert wait_until(2) == 2
sleep(2ms)
assert wait_until(2) == 2
with c { c.notify() }
assert wait_until(3) == 3
with c { c.notify_all() }
for t in ts { t.join() }
assert released == 6
with c { assert kind_of(func() => c.notify(-1)) == "value" }

# a notification before the wait is lost
with c { c.notify_all() }
with c { assert not c.wait(timeout: 1ms) }

# a condition over a given lock
lock m
condition on_m(m)
assert kind_of(func() => on_m.notify()) == "state"
with m {
    on_m.notify()
    assert on_m.locked() and m.locked()
    assert not on_m.wait(timeout: 0s)
    assert m.locked()
}
with on_m { assert m.locked() and kind_of(func() => on_m.notify_all()) == nil }
assert not m.locked()
rlock r
condition on_r(r)
with r, r {
    assert not on_r.wait(timeout: 1ms)
    assert r.locked()
}
assert not r.locked()

# two conditions over one lock: a bounded buffer
lock door
condition not_full(door)
condition not_empty(door)
var shelf = []
thread producer {
    for i in 0..50 {
        with door {
            not_full.wait_for(func() => len(shelf) < 3)
            shelf.append(i)
            not_empty.notify()
        }
    }
}
var taken = []
thread consumer {
    for i in 0..50 {
        with door {
            while len(shelf) == 0 { not_empty.wait() }
            taken.append(shelf.pop(0))
            not_full.notify()
        }
    }
}
producer.start()
consumer.start()
producer.join()
consumer.join()
assert taken == list(0..50) and shelf == []

# wait_for
var ready = false
with c {
    assert c.wait_for(func() => true) == true
    assert c.wait_for(func() => ready, timeout: 1ms) == false
    assert c.wait_for(func() => ready, timeout: 0s) == false
    assert c.locked()
    assert kind_of(func() => c.wait_for(func() => 1 / 0)) == "zero_division" and c.locked()
}
thread setter {
    for i in 0..3 { with c { c.notify_all() } }          # woken for nothing
    with c {
        ready = true
        c.notify_all()
    }
}
with c {
    setter.start()
    assert c.wait_for(func() => ready) == true
}
setter.join()

# waiting with a time-out while notified in time
thread late { with c { c.notify() } }
with c {
    late.start()
    assert c.wait(timeout: 1h) == true
}
late.join()
print("ok conditions")
