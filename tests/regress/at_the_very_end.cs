# What daemons do while their process is at its end: they look around and find its first thread gone, start a thread that would keep it
# alive or come too late for that, and never go on from joining the last process of all. (The traces of this are validated, too.)
event never
process looked_at() {
    daemon thread d { threads() }
    daemon thread f {
        sleep(0s)
        threads()
    }
    d.start()
    f.start()
}
process started_in() {
    daemon thread d {
        thread t { }
        t.start()
        t.cancel()
        sleep(0s)
    }
    d.start()
    d.is_alive()
}
for i in 0..10 {
    for p in [looked_at(), started_in()] {
        p.start()
        p.join()
        assert p.exitcode == 0
    }
}

# whoever hears that a pool's tasks have died with the process that made it can join the pool
queue q
process makes() {
    pool p(1)
    q.put(p)
    q.put(p.apply_async(func() { never.wait() }))
}
for i in 0..5 {
    let m = makes()
    m.start()
    let p = q.get()
    let f = q.get()
    try { f.get() } catch died { }
    assert p.join()
}

# a case of select finds a lock abandoned
process holds() {
    rwlock rw
    process chooses {
        try {
            select { case rw.read.acquire() { rw.read.release() } }
        } catch abandoned { }
    }
    rw.read.acquire()
    chooses.start()
}
for i in 0..5 {
    let h = holds()
    h.start()
    h.join()
}

daemon process joins { if q.get().join() { print("not this") } }
joins.start()
process last { q.put(current()) }
last.start()
print("ok")
