# Who is killed while it waits takes nothing: what it waited for goes to those who are there.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never

# A process that waits in f, killed there; whether it had come so far or not makes no difference to what follows.
func kill_in(f) {
    process victim {
        out.put("begins")
        f()
        out.put("not this")
    }
    victim.start()
    assert out.get() == "begins"
    victim.kill()
    victim.join()
    assert victim.exitcode == -9 and out.empty()
}

# event, latch, queue, pipe, join: others are let go as ever
event e
latch l(1)
queue q
pipe a, b
process long_one { never.wait() }
long_one.start()
func other(f) {
    out.put("other")
    out.put(f())
}
let waits = [[func() => e.wait(), func() => e.set()], [func() => l.wait(), func() => l.done()], [func() => q.get(), func() => q.put(true)],
    [func() => a.recv(), func() => b.send(true)], [func() => long_one.join(), func() => long_one.kill()]]
for wait, let_go in waits {
    let survivor = process(other, [wait])
    survivor.start()
    assert out.get() == "other"
    kill_in(wait)
    kill_in(wait)
    let_go()
    assert out.get() == true
    survivor.join()
}
assert q.empty() and not a.poll()

# lock, semaphore, rwlock: handed to the next in line, or to the next who asks
lock m
m.acquire()
kill_in(func() => m.acquire())
m.release()
assert m.acquire(timeout: 0s)
process next_in_line {
    out.put("waits")
    with m { out.put("has it") }
}
kill_in(func() { with m { } })
next_in_line.start()
assert out.get() == "waits"
m.release()
assert out.get() == "has it"
next_in_line.join()
assert not m.locked()
semaphore s(0)
kill_in(func() => s.acquire())
s.release()
assert s.value == 1 and s.acquire(timeout: 0s)
rwlock rw
rw.read.acquire()
kill_in(func() => rw.write.acquire())
assert rw.read.acquire(timeout: 0s)          # no writer waits any more
rw.read.release()
rw.read.release()

# condition: a notification does not go to one who is gone
condition c
process listens {
    with c {
        out.put("listens")
        c.wait()
    }
    out.put("heard")
}
process dies_listening {
    with c {
        out.put("listens too")
        c.wait()
    }
}
dies_listening.start()
assert out.get() == "listens too"
with c { }                                   # it has given the lock back, so it waits
dies_listening.kill()
dies_listening.join()
listens.start()
assert out.get() == "listens"
with c { c.notify() }
assert out.get() == "heard"
listens.join()
with c { c.notify_all() }

# barrier: it is broken, and the others are told, those who wait and those who come
barrier three(3)
process dies_at_barrier { three.wait() }
process waits_at_barrier { out.put(kind_of(func() => three.wait())) }
dies_at_barrier.start()
waits_at_barrier.start()
while three.waiting < 2 { sleep(1ms) }
dies_at_barrier.kill()
assert out.get() == "broken"
for p in [dies_at_barrier, waits_at_barrier] { p.join() }
assert three.broken and kind_of(func() => three.wait()) == "broken"
three.reset()
assert not three.broken and three.waiting == 0

# select and wait_any: out of all lines
lock in_select
in_select.acquire()
queue q1
queue q2
kill_in(func() { select { case q1.get() { } case in_select.acquire() { } case q2.get() { } } })
kill_in(func() { wait_any([q1, q2, never]) })
in_select.release()
q1.put(1)
q2.put(2)
assert q1.get(timeout: 0s) == 1 and q2.get(timeout: 0s) == 2 and in_select.acquire(timeout: 0s)

# atomic and await: the block is left, and nobody is kept out
shared var x = 0
kill_in(func() { await x == 1 })
kill_in(func() { atomic { loop { x = 3 } } })
atomic { x = 2 }
await x == 2

# with a time-out that has not passed
kill_in(func() => out.join(timeout: 1h))
kill_in(func() => q.get(timeout: 1h))
q.put(5)
assert q.get() == 5
print("ok killed")
