# Cancelling at any moment: threads that do this and that are cancelled somewhere, and nothing stays taken.
# Validated: no, for its selects on a rendezvous end at the very moments at which others come (docs/trace.md)
lock a
lock b
rlock r
semaphore s(2)
rwlock rw
condition c
queue q(1)
queue z(0)
event never
event already(set: true)
barrier bar(2)
var flag = false
atom done(0)
func act(n) {
    if n == 0 { with a { sleep(random(1, 30) * 1us) } }
    if n == 1 { with a { with b { never.wait(timeout: 20us) } } }
    if n == 2 { with r { with r { sleep(10us) } } }
    if n == 3 { with s { sleep(10us) } }
    if n == 4 { with rw.read { sleep(10us) } }
    if n == 5 { with rw.write { sleep(5us) } }
    if n == 6 { with c { c.wait(timeout: 30us) } }
    if n == 7 { with c { c.notify_all() } }
    if n == 8 { try { q.put(1, timeout: 20us) } catch timeout { } }
    if n == 9 { try { q.get(timeout: 20us) } catch timeout { } }
    if n == 10 { select { case z.put(1) { } case z.get() { } after 20us { } } }
    if n == 11 { try { await flag timeout 10us } catch timeout { } }
    if n == 12 { atomic { flag = false } }
    if n == 13 { select { case a.acquire() { a.release() } case s.acquire() { s.release() } } }
    if n == 14 { with r { c_wait() } }
    if n == 15 { work(10us) }
    if n == 16 { try { z.put_nowait(1) } catch full { } }
    if n == 17 { with c { c.wait_for(func() => flag, timeout: 10us) } }
    if n == 18 { try { bar.wait(timeout: 10us) } catch timeout, broken { bar.reset() } }
    if n == 19 { wait_any([already, q], timeout: 1h) }
}
func c_wait() { with c { c.wait(timeout: 10us) } }
thread worker(k) {
    loop { act(random(0, 19)) }
}
for round in 0..40 {
    let ws = [worker(i) for i in 0..6]
    for w in ws { w.start() }
    sleep(random(0, 400) * 1us)
    for w in ws { w.cancel() }
    for w in ws { assert w.join(timeout: 1m), "{w} of {round}" }
    assert not a.locked() and not b.locked() and not r.locked() and not c.locked() and s.value == 2
    assert rw.write.acquire(timeout: 0s)
    rw.write.release()
    bar.reset()
    while not q.empty() { q.get() }
}
print("ok cancel_anywhere")
