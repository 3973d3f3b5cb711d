# queue: close, for, task_done, join.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out

# after close: puts raise, gets drain and then raise
queue q
q.put(1)
q.put(2)
q.close()
assert kind_of(func() => q.put(3)) == "closed" and kind_of(func() => q.put_nowait(3)) == "closed" and kind_of(func() => q.put(3, timeout: 0s)) == "closed"
assert q.size() == 2 and q.get() == 1 and q.get_nowait() == 2
assert kind_of(func() => q.get()) == "closed" and kind_of(func() => q.get_nowait()) == "closed" and kind_of(func() => q.get(timeout: 0s)) == "closed"
assert q.size() == 0 and q.empty()
q.close()                                    # again: nothing

# for goes until closed and empty
queue f
for i in 0..3 { f.put(i) }
f.close()
assert [v for v in f] == [0, 1, 2]
for v in f { assert false }
func pairs() {
    queue p
    p.put([1, 2])
    p.put([3, 4])
    p.close()
    return p
}
assert [a + b for a, b in pairs()] == [3, 7]

# break leaves the rest in the queue
queue g
for i in 0..4 { g.put(i) }
for v in g { if v == 1 { break } }
assert g.size() == 2 and g.get() == 2

# close wakes getters, putters and loops that wait
queue empty_one
let getters = [thread(func() { out.put(kind_of(func() => empty_one.get())) }) for i in 0..3]
let loopers = [thread(func() { for v in empty_one { } out.put("end") }) for i in 0..2]
for t in getters + loopers { t.start() }
sleep(1ms)
empty_one.close()
for t in getters + loopers { t.join() }
assert sorted([out.get() for i in 0..5]) == ["closed", "closed", "closed", "end", "end"]
queue full_one(1)
full_one.put("in")
let putters = [thread(func() { out.put(kind_of(func() => full_one.put("more"))) }) for i in 0..3]
for t in putters { t.start() }
sleep(1ms)
full_one.close()
for t in putters { t.join() }
assert [out.get() for i in 0..3] == ["closed", "closed", "closed"]
assert full_one.get() == "in" and kind_of(func() => full_one.get()) == "closed"

# task_done and join
queue jobs
assert jobs.join() and jobs.join(timeout: 0s)        # nothing was put: nothing to wait for
assert kind_of(func() => jobs.task_done()) in ["state", "value"]
jobs.put("a")
jobs.put("b")
assert not jobs.join(timeout: 0s) and not jobs.join(timeout: 1ms)
jobs.get()
assert not jobs.join(timeout: 0s)            # taken is not done
jobs.task_done()
jobs.get()
thread finisher {
    sleep(1ms)
    jobs.task_done()
}
finisher.start()
assert jobs.join() == true
finisher.join()
assert kind_of(func() => jobs.task_done()) in ["state", "value"]
assert kind_of(func() => jobs.join(timeout: -1s)) == "value"

# workers over a queue
queue tasks
atom total(0)
let workers = [thread(func() {
    for n in tasks {
        total.add(n)
        tasks.task_done()
    }
}, daemon: true) for i in 0..3]
for w in workers { w.start() }
for i in 0..101 { tasks.put(i) }
assert tasks.join(timeout: 1h) and total.load() == 5050
tasks.close()
for w in workers { w.join() }
print("ok queue_close")
