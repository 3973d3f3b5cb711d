# A lock whose holder's process has ended: the next who takes it gets `abandoned`, and holds it.
# Exit status: 1
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never

# A process that runs f, which takes something, and then ends in one of these ways; it is over when this returns.
func ends_holding(f, how) {
    process holder {
        f()
        out.put("held")
        if how == "exit" { exit(0) }
        if how == "error" { raise "an error while it holds a lock" }
        if how in ["kill", "terminate"] { never.wait() }
    }
    holder.start()
    assert out.get() == "held"
    if how == "kill" { holder.kill() }
    if how == "terminate" { holder.terminate() }
    holder.join()
}

# lock: however it ends
lock m
for how in ["end", "exit", "error", "kill", "terminate"] {
    ends_holding(func() { m.acquire() }, how)
    try {
        m.acquire()
        assert false
    } catch abandoned as e {
        assert e.kind == "abandoned"
    }
    # it is held now, by the one who was told
    assert m.locked()
    m.release()
    assert not m.locked() and kind_of(func() => m.release()) == "state"
    # and whole again: nobody else is told
    with m { assert m.locked() }
    assert m.acquire() and m.locked()
    m.release()
}

# with: it is given back before the error goes on, and the block does not run
var ran = false
ends_holding(func() { m.acquire() }, "kill")
assert kind_of(func() { with m { ran = true } }) == "abandoned" and not ran and not m.locked()
with m { ran = true }
assert ran

# with a time-out, and one that does not wait
for t in [0s, 1ms, 1h] {
    ends_holding(func() { m.acquire() }, "kill")
    assert kind_of(func() => m.acquire(timeout: t)) == "abandoned" and m.locked()
    m.release()
}

# one who waits already is told, the next is not
lock waited
event taken
process holds {
    waited.acquire()
    taken.set()
    never.wait()
}
holds.start()
taken.wait()
latch two(2)
func waits() {
    two.done()
    let kind = kind_of(func() => waited.acquire())
    out.put(kind)
    waited.release()
}
let waiters = [thread(waits), process(waits)]
for w in waiters { w.start() }
two.wait()
holds.kill()
assert {out.get(): true for i in 0..2} == {nil: true, "abandoned": true}
for w in waiters { w.join() }
assert not waited.locked()
# ... in `with`, too
taken.clear()
process holds_again {
    waited.acquire()
    taken.set()
    never.wait()
}
holds_again.start()
taken.wait()
thread waits_in_with {
    out.put("waits")
    out.put(kind_of(func() { with waited { out.put("not this") } }))
}
waits_in_with.start()
assert out.get() == "waits"
holds_again.kill()
assert out.get() == "abandoned" and not waited.locked()

# select: the case is done, and raises
ends_holding(func() { m.acquire() }, "kill")
assert kind_of(func() { select { case m.acquire() { out.put("not this") } } }) == "abandoned" and m.locked()
m.release()

# a thread that ends keeps its locks, as long as its process is there: its process going takes them
lock kept
process lives_on {
    thread t { kept.acquire() }
    t.start()
    t.join()
    out.put("held")
    never.wait()
}
lives_on.start()
assert out.get() == "held" and kept.locked() and not kept.acquire(timeout: 0s) and not kept.acquire(timeout: 1ms)
lives_on.kill()
lives_on.join()
assert kind_of(func() => kept.acquire()) == "abandoned"
kept.release()

# not if it was given back, nor what others hold
ends_holding(func() { with m { } }, "end")
assert not m.locked() and m.acquire()
ends_holding(func() { assert not m.acquire(timeout: 0s) }, "kill")
assert m.locked() and kind_of(func() => m.release()) == nil

# abandoned by one who was told of it
ends_holding(func() { m.acquire() }, "kill")
ends_holding(func() { assert kind_of(func() => m.acquire()) == "abandoned" }, "kill")
assert kind_of(func() => m.acquire()) == "abandoned"
m.release()

# `exit` leaves no block as an end would: what `with` has taken is abandoned
process exits_inside { with m { exit(0) } }
exits_inside.start()
exits_inside.join()
assert exits_inside.exitcode == 0 and kind_of(func() => m.acquire()) == "abandoned"
m.release()
# ... but an atomic block is left on every way
process exits_in_atomic { atomic { exit(0) } }
exits_in_atomic.start()
exits_in_atomic.join()
atomic { assert not m.locked() }

# several locks of one process
let locks = [lock() for i in 0..5]
ends_holding(func() { for l in locks { l.acquire() } }, "kill")
for l in locks {
    assert kind_of(func() => l.acquire()) == "abandoned"
    l.release()
}

# rlock: wholly free, however often it was taken; then it is taken once
rlock r
ends_holding(func() { for i in 0..3 { r.acquire() } }, "exit")
assert kind_of(func() => r.acquire()) == "abandoned" and r.locked()
assert r.acquire()
r.release()
assert r.locked()
r.release()
assert not r.locked()
ends_holding(func() { r.acquire() }, "kill")
assert kind_of(func() { with r { } }) == "abandoned" and not r.locked()

# rwlock: a writer that is gone leaves what it guards half-done, so the next is told, whoever he is
rwlock rw
for side in [rw.read, rw.write] {
    ends_holding(func() { rw.write.acquire() }, "kill")
    assert kind_of(func() => side.acquire()) == "abandoned"
    side.release()
    assert side.acquire()
    side.release()
    ends_holding(func() { rw.write.acquire() }, "kill")
    assert kind_of(func() { with side { } }) == "abandoned"
    with side { }
}

# ... a reader that is gone is told of as well, once
ends_holding(func() { rw.read.acquire() }, "kill")
assert kind_of(func() => rw.read.acquire()) == "abandoned" and rw.read.acquire() and not rw.write.acquire(timeout: 0s)
rw.read.release()
rw.read.release()
ends_holding(func() { rw.read.acquire() }, "end")
assert kind_of(func() => rw.write.acquire()) == "abandoned" and not rw.read.acquire(timeout: 0s)
rw.write.release()

# a condition's own lock, and one of a condition that is shared
condition c
ends_holding(func() { c.acquire() }, "kill")
assert kind_of(func() => c.acquire()) == "abandoned" and c.locked()
c.notify_all()                               # it is held
c.release()
ends_holding(func() { c.acquire() }, "exit")
assert kind_of(func() { with c { } }) == "abandoned" and not c.locked()
lock under
condition c2(under)
ends_holding(func() { c2.acquire() }, "kill")
assert kind_of(func() => under.acquire()) == "abandoned"
c2.release()
assert not under.locked()

# who waits for a notification takes the lock back at the end, and is told then
process notifies_and_goes {
    with c {
        c.notify()
        out.put("in")
        never.wait()
    }
}
thread waits_for_news {
    c.acquire()
    out.put("waits")
    out.put(kind_of(func() => c.wait()))
    out.put(c.locked())
    c.release()
}
waits_for_news.start()
assert out.get() == "waits"
notifies_and_goes.start()
assert out.get() == "in"
notifies_and_goes.kill()
assert out.get() == "abandoned" and out.get() == true
waits_for_news.join()
assert not c.locked()

# what has no holder is not abandoned
semaphore s(1)
ends_holding(func() { s.acquire() }, "kill")
assert s.value == 0 and not s.acquire(timeout: 0s)
s.release()
assert s.acquire()
event e
ends_holding(func() { e.set() }, "kill")
assert e.is_set()
queue q
ends_holding(func() { q.put(1) }, "kill")
assert q.get() == 1
print("ok abandoned")
