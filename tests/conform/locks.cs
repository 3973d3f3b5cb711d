# lock: one holder, who gives it back.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
lock m
queue out
assert not m.locked()
assert m.acquire() == true and m.locked()
assert not m.acquire(timeout: 0s) and not m.acquire(timeout: 1ms)      # not re-entrant: its holder waits, too
m.release()
assert not m.locked()
assert kind_of(func() => m.release()) == "state"
assert m.acquire(timeout: 0s) and m.acquire(timeout: 0s) == false
m.release()
assert kind_of(func() => m.acquire(timeout: -1s)) == "value" and not m.locked()
assert kind_of(func() => m.acquire(timeout: 0 + 1.5)) == "type"

# only the holder may give it back
m.acquire()
thread thief { out.put(kind_of(func() => m.release())) }
thief.start()
thief.join()
assert out.get() == "state" and m.locked()
m.release()

# a thread that ends keeps its locks
thread keeper { m.acquire() }
keeper.start()
keeper.join()
assert m.locked() and not m.acquire(timeout: 0s) and kind_of(func() => m.release()) == "state"

# mutual exclusion: no update is lost, nobody meets anybody inside
lock guard
var counter = 0
var inside = 0
thread adder {
    for i in 0..200 {
        with guard {
            inside += 1
            assert inside == 1
            counter += 1
            inside -= 1
        }
    }
}
func add_many() {
    for i in 0..200 {
        guard.acquire()
        inside += 1
        assert inside == 1
        counter += 1
        inside -= 1
        guard.release()
    }
}
var ts = [adder]
for i in 0..4 {
    thread a = add_many()
    ts.append(a)
}
for t in ts { t.start() }
for t in ts { t.join() }
assert counter == 1000 and not guard.locked()

# a waiter gets it when it is given back
guard.acquire()
thread waiter {
    out.put(guard.acquire(timeout: 1h))
    guard.release()
}
waiter.start()
sleep(1ms)
assert out.empty()
guard.release()
waiter.join()
assert out.get() == true and not guard.locked()

# a time-out leaves the line
guard.acquire()
thread impatient { out.put(guard.acquire(timeout: 1ms)) }
impatient.start()
impatient.join()
assert out.get() == false
guard.release()
assert guard.acquire(timeout: 0s)
guard.release()

# locks in lists and maps are the same locks
let forks = [lock() for i in 0..3]
let again = forks
forks[1].acquire()
assert again[1].locked() and not again[0].locked()
again[1].release()
assert not forks[1].locked()
print("ok locks")
