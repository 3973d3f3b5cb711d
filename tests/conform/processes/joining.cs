# Starting and joining processes: wrong moments, time-outs, several who join, what is seen afterwards.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event go

# wrong moments
process once { }
assert kind_of(func() => once.join()) == "state" and kind_of(func() => once.join(timeout: 0s)) == "state"
once.start()
assert kind_of(func() => once.start()) == "state"
assert once.join() and once.join() and once.join(timeout: 0s)          # joining again is fine
assert kind_of(func() => once.start()) == "state"
process own {
    out.put([kind_of(func() => current().join()), kind_of(func() => current().join(timeout: 0s)), kind_of(func() => current().start())])
}
own.start()
own.join()
assert out.get() == ["state", "state", "state"]

# time-outs
process waiter { go.wait() }
waiter.start()
assert waiter.is_alive() and waiter.join(timeout: 0s) == false and waiter.join(timeout: 1ms) == false and waiter.is_alive()
assert kind_of(func() => waiter.join(timeout: -1s)) == "value" and kind_of(func() => waiter.join(timeout: 0 + 1)) == "type"
let before = now()
assert not waiter.join(timeout: 5ms) and now() - before >= 5ms
go.set()
assert waiter.join(timeout: 1h) == true and not waiter.is_alive() and waiter.exitcode == 0
# ... that of one who joins is none of the process's
event second
process slow { second.wait() }
slow.start()
thread impatient { out.put(slow.join(timeout: 1ms)) }
thread patient { out.put(slow.join()) }
impatient.start()
patient.start()
impatient.join()
assert out.get() == false and slow.is_alive()
second.set()
patient.join()
assert out.get() == true

# a process that has ended long ago
process quick { }
quick.start()
while quick.exitcode == nil { sleep(1ms) }
assert not quick.is_alive() and quick.join() and quick.join(timeout: 0s) and quick.exitcode == 0

# join waits for all of the process: its body, its threads, its timers
event last
atom ended(0)
process long_one {
    thread t { last.wait(); ended.add(1) }
    timer u after 1ms { last.wait(); ended.add(1) }
    t.start()
    u.start()
    out.put("body has ended")
}
long_one.start()
assert out.get() == "body has ended" and not long_one.join(timeout: 0s) and long_one.is_alive() and long_one.exitcode == nil
last.set()
assert long_one.join() and ended.load() == 2

# what it did is seen after join
shared var result = nil
process computes { result = 8 ** 20 }
computes.start()
computes.join()
assert result == 1152921504606846976

# select and wait_any
process selected { }
selected.start()
var chosen = nil
select {
    case selected.join() { chosen = "joined" }
    after 1h { chosen = "late" }
}
assert chosen == "joined" and selected.exitcode == 0
event third
process not_yet { third.wait() }
not_yet.start()
select {
    case not_yet.join() { chosen = "joined" }
    else { chosen = "not yet" }
}
assert chosen == "not yet"
assert wait_any([not_yet, selected]) == [selected]
assert kind_of(func() => wait_any([not_yet], timeout: 0s)) == "timeout" and kind_of(func() => wait_any([not_yet], timeout: 1ms)) == "timeout"
third.set()
assert wait_any([not_yet]) == [not_yet] and not_yet.join(timeout: 0s)
assert len(wait_any([not_yet, selected])) == 2

# many at once, and one after the other
let many = [process(func(i) { out.put(i) }, [i]) for i in 0..30]
for p in many { p.start() }
for p in many { p.join() }
assert sorted([out.get() for i in 0..30]) == list(0..30) and len({p.pid: true for p in many}) == 30
for i in 0..30 {
    process one_by_one { out.put(i) }
    one_by_one.start()
    one_by_one.join()
    assert out.get() == i and one_by_one.exitcode == 0
}
print("ok joining")
