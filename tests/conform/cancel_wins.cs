# What comes after a cancel, from whoever has cancelled, does not reach the thread that was cancelled, wherever that has come to by then:
# before its wait, on the way into it, in the middle of it, or on the way out.
let rounds = 40

# The rounds differ in how far it comes before it is cancelled; what comes of it is the same in all.
func cancelled_before(wait, come) {
    for round in 0..rounds {
        var came = nil
        let t = thread(func() {
            try { wait(); came = "went on" } catch cancelled { came = "cancelled" }
        })
        t.start()
        if round % 4 == 1 { sleep(0s) }
        if round % 4 == 2 { work(20us) }
        if round % 4 == 3 { sleep(200us) }
        t.cancel()
        come()
        t.join()
        assert came == "cancelled", "round {round}: {came}"
    }
}

# --- one object ---

event e
cancelled_before(func() { e.wait() }, func() { e.set(); e.clear() })
cancelled_before(func() { e.wait(timeout: 1m) }, func() { e.set(); e.clear() })

queue q
cancelled_before(func() { q.get() }, func() { q.put(1); assert q.get() == 1 })

queue full(1)
full.put(0)
cancelled_before(func() { full.put(1) }, func() { assert full.get() == 0; assert full.empty(); full.put(0) })

queue met(0)
cancelled_before(func() { met.get() }, func() { try { met.put(1, timeout: 0s); assert false } catch timeout { } })
cancelled_before(func() { met.put(1) }, func() { try { met.get(timeout: 0s); assert false } catch timeout { } })

semaphore s(0)
cancelled_before(func() { s.acquire() }, func() { s.release(); assert s.value == 1; s.acquire() })

pipe left, right
cancelled_before(func() { right.recv() }, func() { left.send(1); assert right.recv() == 1 })

var down = latch(1)
cancelled_before(func() { down.wait() }, func() { down.done(); down = latch(1) })

var going = nil
event go
func next_to_join() { going = thread(func() { go.wait() }); going.start() }
next_to_join()
cancelled_before(func() { going.join() }, func() { go.set(); going.join(); go.clear(); next_to_join() })
go.set()

# --- one that somebody holds ---

func with_held(take, give) {
    take()
    cancelled_before(take, func() { give(); take() })
    give()
}
lock k
rlock again
rwlock rw
with_held(func() { k.acquire() }, func() { k.release() })
with_held(func() { again.acquire() }, func() { again.release() })
with_held(func() { rw.write.acquire() }, func() { rw.write.release() })
rw.read.acquire()
cancelled_before(func() { rw.write.acquire() }, func() {
    rw.read.release()
    assert rw.write.acquire(timeout: 0s)
    rw.write.release()
    rw.read.acquire()
})
rw.read.release()

# --- several, and what changes ---

var flag = false
cancelled_before(func() { await flag }, func() { flag = true; flag = false })
cancelled_before(func() { await e.is_set() timeout 1m }, func() { e.set(); e.clear() })
cancelled_before(func() { select { case q.get() { } case e.wait() { } } }, func() { q.put(1); e.set(); assert q.get() == 1; e.clear() })
cancelled_before(func() { wait_any([q, e]) }, func() { e.set(); q.put(1); assert q.get() == 1; e.clear() })

# --- the next in line gets what the cancelled one does not ---

for round in 0..rounds {
    var got = []
    let first = thread(func() { try { q.get(); got = got + ["first"] } catch cancelled { } })
    let second = thread(func() { q.get(); got = got + ["second"] })
    first.start()
    if round % 2 == 1 { sleep(100us) }
    second.start()
    if round % 3 == 1 { sleep(100us) }
    first.cancel()
    q.put(1)
    first.join()
    second.join()
    assert got == ["second"]
}

condition cond
for round in 0..rounds {
    var woken = []
    let standing = latch(2)
    func wait_as(name) {
        with cond {
            standing.done()
            try { cond.wait(); woken = woken + [name] } catch cancelled { woken = woken + ["not {name}"] }
        }
    }
    let first = thread(func() { wait_as("first") })
    let second = thread(func() { wait_as("second") })
    first.start()
    second.start()
    standing.wait()
    with cond {
        first.cancel()
        cond.notify()
    }
    first.join()
    second.join()
    assert sorted(woken) == ["not first", "second"], "{woken}"
}

# --- who is cancelled at a barrier breaks it before the last one comes ---

for round in 0..rounds {
    let b = barrier(2)
    var came = nil
    let t = thread(func() { try { b.wait(); came = "went on" } catch cancelled { came = "cancelled" } })
    t.start()
    await b.waiting == 1
    t.cancel()
    try { b.wait(); assert false } catch broken { }
    t.join()
    assert came == "cancelled"
}

# --- of two cancels of one who waits the first ends the wait, and the second is for what it does next ---

func cancelled_twice(cancel) {
    for round in 0..rounds {
        let gate = barrier(2)
        event go
        var errors = 0
        let t = thread(func() {
            try { gate.wait() } catch cancelled { errors += 1 }
            while true {
                try { go.wait(); return } catch cancelled { errors += 1 }
            }
        })
        t.start()
        await gate.waiting == 1
        cancel(t)
        go.set()
        t.join()
        assert errors == 2, "round {round}: {errors}"
    }
}
cancelled_twice(func(t) { t.cancel(); t.cancel() })
cancelled_twice(func(t) {
    let both = [thread(func() { t.cancel() }) for i in 0..2]
    for b in both { b.start() }
    for b in both { b.join() }
})
