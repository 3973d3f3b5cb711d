# Many tasks, all kinds at once: whatever the order, the sums must be right.
lock m
rlock r
semaphore s(3)
rwlock rw
condition c
queue q(5)
queue meet(0)
atom hits(0)
barrier round(4)
latch finished(12)
var locked = 0
var relocked = 0
var written = 0
var turns = 0
var received = 0

func lockers(n) {
    for i in 0..60 {
        with m { locked += 1 }
        with r { with r { relocked += 1 } }
        with s { hits.add(1) }
        if i % 10 == n { with rw.write { written += 1 } } else { with rw.read { assert written >= 0 } }
        atomic { turns += 1 }
    }
    finished.done()
}
func putters(n) {
    for i in 0..40 {
        q.put(1)
        meet.put(1)
    }
    finished.done()
}
func getters(n) {
    for i in 0..40 {
        let one = q.get()
        let two = meet.get()
        with c {
            received += one + two
            c.notify_all()
        }
    }
    finished.done()
}
func meeters(n) {
    for i in 0..20 {
        let place = round.wait()
        assert 0 <= place < 4
    }
    with c { c.wait_for(func() => received == 160) }
    finished.done()
}
var ts = [thread(lockers, [i]) for i in 0..4]
ts += [thread(putters, [i]) for i in 0..2] + [thread(getters, [i]) for i in 0..2] + [thread(meeters, [i]) for i in 0..4]
for t in ts { t.start() }
assert finished.wait(timeout: 1h)
for t in ts { assert t.join(timeout: 1h) }
assert locked == 240 and relocked == 240 and hits.load() == 240 and turns == 240 and received == 160 and written == 24
assert s.value == 3 and q.empty() and not m.locked() and not r.locked() and round.waiting == 0

# many short threads
let many = [thread(func(n) { hits.add(n) }, [i]) for i in 0..200]
hits.store(0)
for t in many { t.start() }
for t in many { t.join() }
assert hits.load() == 19900

# a chain of hand-overs
let length = 50
let links = [queue(1) for i in 0..length + 1]
let chain = [thread(func(i) { links[i + 1].put(links[i].get() + 1) }, [i]) for i in 0..length]
for t in chain { t.start() }
links[0].put(0)
assert links[length].get() == length
for t in chain { t.join() }

# many timers at once
queue due
let timers = [timer((i % 10) * 1ms, func() { due.put(i) }) for i in 0..100]
for t in timers { t.start() }
for t in timers { assert t.join(timeout: 1h) }
assert sorted([due.get() for i in 0..100]) == list(0..100)
print("ok stress")
