# A process that is just ending by itself has much to put in order. Whoever kills it meanwhile, or no longer finds it among the children, finds all of
# that done.
let many = [lock() for i in 0..1500]
lock last
for i in 0..8 {
    event ready
    process t {
        for m in many { m.acquire() }
        last.acquire()
        ready.set()
        sleep(1ms)
        exit(0)
    }
    t.start()
    ready.wait()
    if i % 2 == 0 {
        sleep(1ms + 100us * i)
        t.kill()
    } else {
        await not t in children()
    }
    var told = false
    try { assert last.acquire(timeout: 0s) } catch abandoned { told = true }
    assert told
    last.release()
    for m in many {
        try { m.acquire() } catch abandoned { }
        m.release()
    }
}
print("ok")
