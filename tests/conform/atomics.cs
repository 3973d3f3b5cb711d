# atomic: excludes every other atomic block; ends on every way out; nothing may wait in it.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
var n = 0
let ts = [thread(func() { for i in 0..200 { atomic { n += 1 } } }) for k in 0..4]
for t in ts { t.start() }
for t in ts { t.join() }
assert n == 800

# every way out ends it
func returns() { atomic { return "value" } }
assert returns() == "value"
for i in 0..3 {
    atomic {
        if i == 0 { continue }
        if i == 1 { break }
    }
}
assert kind_of(func() { atomic { raise "x" } }) == "error"
func nested() {
    atomic { atomic { atomic { return 1 } } }
}
assert nested() == 1
queue out
thread other { atomic { out.put("in") } }
other.start()
other.join()
assert out.get() == "in"                     # nothing of the above is still in force

# what would have to wait raises state
event e
lock m
queue q
queue full_one(1)
full_one.put(1)
semaphore s(0)
latch l(1)
barrier b(2)
thread t { e.wait() }
t.start()
m.acquire()
for f in [func() { atomic { e.wait() } }, func() { atomic { e.wait(timeout: 1s) } }, func() { atomic { m.acquire() } }, func() { atomic { q.get() } },
          func() { atomic { full_one.put(2) } }, func() { atomic { s.acquire() } }, func() { atomic { l.wait() } }, func() { atomic { b.wait() } },
          func() { atomic { sleep(1ms) } }, func() { atomic { sleep(0s) } }, func() { atomic { work(1ms) } }, func() { atomic { t.join() } },
          func() { atomic { select { case q.get() { } } } }, func() { atomic { await n < 0 } }] {
    assert kind_of(f) == "state"
}
assert b.waiting == 0 and not b.broken
m.release()

# what need not wait is fine
atomic {
    m.acquire()
    q.put(1)
    assert q.get() == 1
    m.release()
    with m { q.put(2) }
    assert q.get_nowait() == 2
    assert not s.acquire(timeout: 0s)
    l.done()
    assert l.wait()
    e.set()
    assert e.wait()
    var got = nil
    select { case q.get() { got = 1 } else { got = 2 } }
    assert got == 2
}
t.join()

# functions called in it are in it
func would_wait() { return q.get() }
assert kind_of(func() { atomic { would_wait() } }) == "state"
q.put(5)
atomic { assert would_wait() == 5 }

# an error in it is caught inside or outside; after it, all is as before
atomic {
    try { 1 / 0 } catch zero_division { n = -1 }
}
assert n == -1
try {
    atomic {
        n = 10
        raise "half done"
    }
} catch error { }
assert n == 10                               # no rollback: it excludes, it does not undo
sleep(1ms)                                   # allowed again

# starting a thread inside is fine; it begins outside
atomic {
    let inner = thread(func() { sleep(1ms); out.put("ran") })
    inner.start()
}
assert out.get() == "ran"

# two accounts: an atomic reader never sees money missing
var accounts = {"a": 100, "b": 0}
let movers = [thread(func() {
    for i in 0..50 {
        atomic {
            accounts["a"] -= 1
            accounts["b"] += 1
        }
    }
}) for k in 0..2]
thread auditor {
    for i in 0..50 { atomic { assert accounts["a"] + accounts["b"] == 100 } }
}
auditor.start()
for x in movers { x.start() }
for x in movers { x.join() }
auditor.join()
assert accounts == {"a": 0, "b": 100}
print("ok atomics")
