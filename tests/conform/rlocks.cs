# rlock: a lock its holder may take again.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
rlock r
queue out
assert not r.locked() and r.acquire() and r.acquire() and r.acquire(timeout: 0s) and r.locked()
func try_it() {
    let got = r.acquire(timeout: 0s)
    if got { r.release() }
    out.put(got)
}
func elsewhere(f) {
    let t = thread(f)
    t.start()
    t.join()
    return out.get()
}
assert elsewhere(try_it) == false
r.release()
r.release()
assert r.locked() and elsewhere(try_it) == false
r.release()
assert not r.locked() and elsewhere(try_it) == true
assert kind_of(func() => r.release()) == "state"

# only the holder may give it back
r.acquire()
assert elsewhere(func() { out.put(kind_of(func() => r.release())) }) == "state"
assert r.locked()
r.release()

# recursion under the lock
var most = 0
func down(n) {
    with r {
        most = max(most, n)
        if n > 0 { down(n - 1) }
        return r.locked()
    }
}
assert down(30) and most == 30 and not r.locked()

# a waiter gets it only when it was given back as often as it was taken
r.acquire()
r.acquire()
thread waiter { with r { out.put("in") } }
waiter.start()
r.release()
sleep(1ms)
assert out.empty()
r.release()
waiter.join()
assert out.get() == "in" and not r.locked()

# an error on the way out unwinds all of it
assert kind_of(func() { with r { with r { raise "x" } } }) == "error" and not r.locked()

# exclusion
var n = 0
let ts = [thread(func() { for i in 0..100 { with r { with r { n += 1 } } } }) for k in 0..4]
for t in ts { t.start() }
for t in ts { t.join() }
assert n == 400
print("ok rlocks")
