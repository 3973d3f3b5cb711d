# with: what it takes it gives back on every way out.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
lock m
lock n
rlock r
semaphore s(1)
condition c
rwlock rw

with m { assert m.locked() }
assert not m.locked()

# several, left to right
with m, s, r {
    assert m.locked() and s.value == 0 and r.locked()
}
assert not m.locked() and s.value == 1 and not r.locked()

# return, break, continue, raise
func returns() { with m { return m.locked() } }
assert returns() and not m.locked()
for i in 0..3 {
    with m, n {
        if i == 0 { continue }
        if i == 1 { break }
    }
}
assert not m.locked() and not n.locked()
assert kind_of(func() { with m { raise "x" } }) == "error" and not m.locked()
assert kind_of(func() { with m { with n { [][0] } } }) == "index" and not m.locked() and not n.locked()

# when the second cannot be had, the first is given back
assert kind_of(func() { with m, nil { } }) == "type" and not m.locked()
assert kind_of(func() { with m, [1][5] { } }) == "index" and not m.locked()
let five = [5]
assert kind_of(func() { with five[0] { } }) == "type"

# nested in finally and catch
var log = []
try {
    with m {
        try { raise "x" } finally { log.append(m.locked()) }
    }
} catch e {
    log.append(m.locked())
}
assert log == [true, false]

# conditions and both sides of an rwlock
with c {
    c.notify()
    assert c.locked()
}
assert not c.locked()
with rw.read { assert not rw.write.acquire(timeout: 0s) }
with rw.write { assert not rw.read.acquire(timeout: 0s) }
assert rw.write.acquire(timeout: 0s)
rw.write.release()

# the same rlock twice
with r, r { with r { } }
assert not r.locked()

# given back within: the end finds nothing to give back
assert kind_of(func() { with m { m.release() } }) == "state"
assert not m.locked()
with m {
    m.release()
    m.acquire()                              # taken again: fine
}
assert not m.locked()

# as names what was taken; the expression is evaluated once
var calls = 0
func next_lock() {
    calls += 1
    return m
}
with next_lock() as it {
    assert it == m and it.locked()
}
assert calls == 1 and not m.locked()

# a pool is ended at the end
with pool(2, threads: true) as p {
    assert p.apply(func(x) => x + 1, [1]) == 2
    log = [p]
}
assert kind_of(func() => log[0].apply_async(abs, [1])) == "state"

# value out of nested withs
func nest() {
    with m {
        with n {
            for x in 0..5 {
                with s { if x == 3 { return x } }
            }
        }
    }
}
assert nest() == 3 and not m.locked() and not n.locked() and s.value == 1
print("ok with_statement")
