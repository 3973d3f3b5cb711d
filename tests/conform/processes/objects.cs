# Events, locks, conditions, semaphores, barriers, latches, atoms and timers between processes: the same objects everywhere.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
func run(f) {
    let p = process(f)
    p.start()
    p.join()
    assert p.exitcode == 0
}

# event: one set lets all go on, wherever they wait
event gun
latch at_the_line(4)
func runner() {
    at_the_line.done()
    out.put(gun.wait())
}
let runners = [process(runner), process(runner), thread(runner), thread(runner)]
for r in runners { r.start() }
at_the_line.wait()
assert not gun.is_set() and out.empty()
run(func() { gun.set() })
for r in runners { r.join() }
assert [out.get() for i in 0..4] == [true] * 4 and gun.is_set()
run(func() { gun.clear() })
assert not gun.is_set() and gun.wait(timeout: 0s) == false
run(func() {
    assert gun.wait(timeout: 0s) == false and gun.wait(timeout: 1ms) == false
})

# lock: one holder in all processes
lock m
shared var inside = 0
shared var counter = 0
process adder {
    for i in 0..50 {
        with m {
            inside += 1
            assert inside == 1
            counter += 1
            inside -= 1
        }
    }
}
func add_many() {
    for i in 0..50 {
        m.acquire()
        inside += 1
        assert inside == 1
        counter += 1
        inside -= 1
        m.release()
    }
}
let adders = [adder] + [process(add_many) for i in 0..3] + [thread(add_many)]
for a in adders { a.start() }
for a in adders { a.join() }
assert counter == 250 and not m.locked()
m.acquire()
run(func() {
    assert m.locked() and not m.acquire(timeout: 0s) and not m.acquire(timeout: 1ms) and kind_of(func() => m.release()) == "state"
})
assert m.locked()
m.release()

# a lock that is held when a process starts stays its holder's: the child does not hold it
rlock r
with r {
    with m {
        run(func() {
            assert r.locked() and not r.acquire(timeout: 0s) and kind_of(func() => r.release()) == "state"
            assert m.locked() and not m.acquire(timeout: 0s) and kind_of(func() => m.release()) == "state"
        })
    }
}
assert not r.locked() and not m.locked()

# rlock: as often as its holder likes, and nobody else between
process twice {
    with r { with r {
        out.put("twice")
        assert r.locked()
    } }
}
twice.start()
twice.join()
assert out.get() == "twice" and not r.locked()

# rwlock: readers together, a writer alone
rwlock rw
barrier readers_meet(3)
func reads() {
    with rw.read { readers_meet.wait() }
}
let readers = [process(reads), process(reads), thread(reads)]
for x in readers { x.start() }
for x in readers { x.join() }
with rw.write {
    run(func() {
        assert not rw.read.acquire(timeout: 0s) and not rw.write.acquire(timeout: 1ms)
        assert kind_of(func() => rw.write.release()) == "state" and kind_of(func() => rw.read.release()) == "state"
    })
}
with rw.read {
    run(func() {
        assert rw.read.acquire(timeout: 0s) and not rw.write.acquire(timeout: 0s)
        rw.read.release()
    })
}
shared var page = 0
let writers = [process(func() { for i in 0..20 { with rw.write { page += 1 } } }) for k in 0..3]
for w in writers { w.start() }
for w in writers { w.join() }
assert page == 60

# condition: notified from another process
condition c
shared var news = 0
latch listening(3)
func listens(n) {
    with c {
        listening.done()
        c.wait_for(func() => news >= n)
        out.put(n)
    }
}
let listeners = [process(listens, [1]), process(listens, [2]), thread(listens, [2])]
for l in listeners { l.start() }
listening.wait()
process speaks {
    for i in 0..2 {
        with c {
            news += 1
            c.notify_all()
        }
    }
}
speaks.start()
for l in listeners { l.join() }
assert sorted([out.get() for i in 0..3]) == [1, 2, 2]
speaks.join()
run(func() {
    for f in [func() => c.wait(), func() => c.notify(), func() => c.notify_all(), func() => c.release()] { assert kind_of(f) == "state" }
    with c { assert c.wait(timeout: 0s) == false and c.wait(timeout: 1ms) == false }
})
lock shared_lock
condition c2(shared_lock)
process waits_on_c2 {
    with shared_lock {
        out.put("waits")
        out.put(c2.wait())
    }
}
waits_on_c2.start()
assert out.get() == "waits"
with c2 { c2.notify() }                      # it has the lock until it waits
assert out.get() == true
waits_on_c2.join()

# semaphore
semaphore seats(2)
run(func() {
    assert seats.value == 2
    seats.acquire()
    seats.acquire()
    assert seats.value == 0 and not seats.acquire(timeout: 0s)
})
assert seats.value == 0                      # whoever took it: what a process took stays taken when it ends
process waits_for_seat {
    seats.acquire()
    out.put("sits")
}
waits_for_seat.start()
seats.release(2)
waits_for_seat.join()
assert out.get() == "sits" and seats.value == 1
semaphore bounded_one(1, bounded: true)
run(func() { assert kind_of(func() => bounded_one.release()) == "state" })

# barrier: it counts arrivals from everywhere
barrier b(3)
func arrives() {
    for round in 0..3 { out.put([round, b.wait()]) }
}
let arriving = [process(arrives), process(arrives), thread(arrives)]
for a in arriving { a.start() }
for a in arriving { a.join() }
assert sorted([out.get() for i in 0..9]) == [[round, place] for round in 0..3 for place in 0..3]
process breaks_in { out.put(kind_of(func() => b.wait())) }
breaks_in.start()
while b.waiting == 0 { sleep(1ms) }
b.abort()
assert out.get() == "broken" and b.broken
breaks_in.join()
run(func() {
    assert b.broken and kind_of(func() => b.wait()) == "broken"
    b.reset()
})
assert not b.broken and b.waiting == 0 and b.parties == 3

# latch
latch l(2)
process counts_down { l.done() }
counts_down.start()
l.done()
assert l.wait() and l.count == 0
run(func() {
    assert l.wait(timeout: 0s) and kind_of(func() => l.done()) == "state"
    l.add(3)
})
assert l.count == 3

# atom
atom hits(0)
let hitters = [process(func() { for i in 0..100 { hits.add(1) } }) for k in 0..3]
for h in hitters { h.start() }
for h in hitters { h.join() }
assert hits.load() == 300
atom best(0)
let raisers = [process(func(k) {
    for v in k..k + 20 {
        loop {
            let old = best.load()
            if v <= old or best.compare_exchange(old, v) { break }
        }
    }
}, [k]) for k in [0, 50, 30]]
for x in raisers { x.start() }
for x in raisers { x.join() }
assert best.exchange({"any": ["value", hits]}) == 69
run(func() {
    assert best.load() == {"any": ["value", hits]}
    best.store([1])
})
assert best.load() == [1] and kind_of(func() => best.store(kind_of)) == "type"

# timers run in the process that started them; one not yet due at a fork belongs to the parent only
let mine = pid()
atom rounds(0)
timer beat every 1ms {
    assert pid() == mine
    rounds.add(1)
}
beat.start()
process meanwhile {
    assert threads() == [current()]
    timer own after 1ms { out.put(pid()) }
    own.start()
    own.join()
}
meanwhile.start()
meanwhile.join()
assert out.get() == meanwhile.pid and meanwhile.exitcode == 0
while rounds.load() < 2 { sleep(1ms) }
beat.cancel()
beat.join()
timer once after 1ms { out.put("once") }
once.start()
run(func() { })
run(func() { once.join() })                  # anyone may wait for it
assert out.get() == "once" and out.empty()
print("ok objects")
