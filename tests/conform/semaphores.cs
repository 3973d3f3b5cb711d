# semaphore: a counter that waits at zero.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
semaphore s(2)
queue out
assert s.value == 2 and s.acquire() and s.value == 1 and s.acquire() and s.value == 0
assert not s.acquire(timeout: 0s) and not s.acquire(timeout: 1ms)
s.release()
assert s.value == 1
s.release(3)
assert s.value == 4                          # above its start: allowed
assert kind_of(func() => s.release(-1)) == "value" and s.value == 4
assert kind_of(func() => s.acquire(timeout: -1s)) == "value"
assert semaphore().value == 1 and semaphore(0).value == 0
assert kind_of(func() => semaphore(-1)) == "value" and kind_of(func() => semaphore("2")) == "type"

# anyone may release: it has no holder
semaphore signal(0)
thread giver { signal.release() }
giver.start()
assert signal.acquire()
giver.join()
assert signal.value == 0

# bounded
semaphore b(1, bounded: true)
assert kind_of(func() => b.release()) == "state" and b.value == 1
b.acquire()
assert kind_of(func() => b.release(2)) == "state" and b.value == 0
b.release()
assert b.value == 1

# release(n) lets n waiters go
semaphore gate(0)
latch all_in(5)
let ts = [thread(func() { all_in.done(); gate.acquire(); out.put("through") }) for i in 0..5]
for t in ts { t.start() }
all_in.wait()
gate.release(2)
assert out.get() == "through" and out.get() == "through"
sleep(1ms)
assert out.empty()
gate.release(3)
for t in ts { t.join() }
assert out.size() == 3 and gate.value == 0

# no more than n inside
semaphore three(3)
atom inside(0)
atom worst(0)
let workers = [thread(func() {
    for i in 0..20 {
        with three {
            let now_inside = inside.add(1)
            assert now_inside <= 3
            sleep(0s)
            inside.add(-1)
        }
    }
}) for k in 0..6]
for w in workers { w.start() }
for w in workers { w.join() }
assert three.value == 3 and inside.load() == 0

# with gives back on every way out
assert kind_of(func() { with three { raise "x" } }) == "error" and three.value == 3
print("ok semaphores")
