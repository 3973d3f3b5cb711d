# Threads are cancelled by another process while theirs is killed; then new tasks get their memory.
queue handles
queue never
for round in 0..50 {
    let p = process(func() {
        let ts = [thread(func() { while true { try { never.get(timeout: 50us) } catch cancelled { } catch timeout { } } }) for i in 0..4]
        for t in ts { t.start() }
        handles.put(ts)
        sleep(1h)
    })
    p.start()
    let ts = handles.get()
    var over = false
    let c = thread(func() { while not over { for i in 0..50 { for t in ts { t.cancel() } }; sleep(1us) } })
    c.start()
    sleep(1ms + 17us * (round % 50))
    p.kill()
    over = true
    c.join()
    event e
    let fresh = [thread(func() { e.wait() }) for i in 0..8]
    for f in fresh { f.start() }
    sleep(200us)
    e.set()
    for f in fresh { assert f.join(timeout: 1m), "{round}: a fresh thread hangs" }
}
