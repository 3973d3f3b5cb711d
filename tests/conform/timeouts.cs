# Time-outs: bool methods return false, the others raise; zero never waits; negative raises value.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
event e
lock m
m.acquire()
rlock other_r
rwlock rw
rw.write.acquire()
condition c
semaphore s(0)
barrier b(2)
latch l(1)
queue q
queue full_one(1)
full_one.put(1)
thread t { e.wait() }
t.start()
timer late after 1h { }
late.start()
pool p(1, threads: true)
let f = p.apply_async(func() => e.wait())
var never = false

let gives_false = {
    "event": func(d) => e.wait(timeout: d),
    "lock": func(d) => m.acquire(timeout: d),
    "read": func(d) => rw.read.acquire(timeout: d),
    "write": func(d) => rw.write.acquire(timeout: d),
    "condition": func(d) { with c { return c.wait(timeout: d) } },
    "wait_for": func(d) { with c { return c.wait_for(func() => false, timeout: d) } },
    "semaphore": func(d) => s.acquire(timeout: d),
    "latch": func(d) => l.wait(timeout: d),
    "join": func(d) => t.join(timeout: d),
    "timer": func(d) => late.join(timeout: d),
    "queue join": func(d) => full_one.join(timeout: d),
    "future wait": func(d) => f.wait(timeout: d),
}
let raises = {
    "get": func(d) => q.get(timeout: d),
    "put": func(d) => full_one.put(2, timeout: d),
    "future get": func(d) => f.get(timeout: d),
    "wait_any": func(d) => wait_any([q, e], timeout: d),
    "await": func(d) { await never timeout d },
    "barrier": func(d) { try { return b.wait(timeout: d) } finally { b.reset() } },
}
for name, f in gives_false {
    assert f(0s) == false, name
    let before = now()
    assert f(2ms) == false, name
    assert now() - before >= 2ms, name
    assert kind_of(func() => f(-1ns)) == "value", name
    assert kind_of(func() => f(1)) == "type", name
}
for name, f in raises {
    assert kind_of(func() => f(0s)) == "timeout", name
    let before = now()
    assert kind_of(func() => f(2ms)) == "timeout", name
    assert now() - before >= 2ms, name
    assert kind_of(func() => f(-1ns)) == "value", name
    assert kind_of(func() => f(1)) == "type", name
}

# nothing was taken by those who gave up
assert not s.acquire(timeout: 0s) and s.value == 0 and q.empty() and full_one.size() == 1 and b.waiting == 0
s.release()
assert s.acquire(timeout: 0s)

# a long time-out does no harm to what is there at once
e.set()
assert e.wait(timeout: 1h) and t.join(timeout: 1h) and f.get(timeout: 1h) == true
m.release()
assert m.acquire(timeout: 9223372036854775807ns)
m.release()
rw.write.release()

# many time-outs at once, each at its time
queue out
let sleepers = [thread(func(k) {
    let before = now()
    assert not l.wait(timeout: k * 1ms)
    out.put(now() - before >= k * 1ms)
}, [k]) for k in 1..11]
for x in sleepers { x.start() }
for x in sleepers { x.join() }
assert all([out.get() for k in 1..11])
late.cancel()
p.close()
p.join()
print("ok timeouts")
