# Whoever has seen that a process has ended, by whatever it was told, and asks for the process, finds that it has.
lock held
for i in 0..20 {
    event ready
    process t {
        held.acquire()
        ready.set()
        if i % 2 == 0 { sleep(1ms) }
        exit(7)
    }
    t.start()
    ready.wait()
    try {
        held.acquire()
    } catch abandoned {
        assert not t.is_alive() and t.exitcode == 7 and t.join(timeout: 0s)
        assert not t in children()
        held.release()
    }
    process u { exit(3) }
    u.start()
    if i % 2 == 0 {
        while u.is_alive() { sleep(20us) }
    } else {
        while u in children() { sleep(20us) }
    }
    select {
        case u.join() { assert u.exitcode == 3 }
        else { assert false }
    }
}
print("ok")
