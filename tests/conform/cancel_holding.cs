# Cancelling a thread that holds things: every `with` gives back, every finally runs, in the right order.
lock a
lock b
rlock r
semaphore s(2)
rwlock rw
condition c
event never
queue out
event inside

# deep inside several withs and calls
func innermost() {
    try {
        inside.set()
        never.wait()
    } finally {
        out.put("innermost")
    }
}
func middle() {
    with r, s {
        with r { innermost() }
    }
}
thread holder {
    try {
        with a, rw.read {
            try {
                with b { middle() }
            } finally {
                out.put([b.locked(), r.locked(), s.value])
            }
        }
    } finally {
        out.put([a.locked(), b.locked()])
    }
}
holder.start()
inside.wait()
assert a.locked() and b.locked() and r.locked() and s.value == 1
holder.cancel()
holder.join()
assert out.get() == "innermost" and out.get() == [false, false, 2] and out.get() == [false, false] and out.empty()
assert rw.write.acquire(timeout: 0s)
rw.write.release()

# a wait in finally goes on as usual: the cancel has been delivered once
inside.clear()
thread tidy {
    try {
        inside.set()
        never.wait()
    } finally {
        sleep(1ms)
        with a { out.put("tidied") }
    }
}
tidy.start()
inside.wait()
tidy.cancel()
tidy.join()
assert out.get() == "tidied" and not a.locked()

# cancelled while waiting for the second lock: the first is given back
inside.clear()
b.acquire()
thread stuck {
    with a {
        inside.set()
        with b { out.put("not reached") }
    }
}
stuck.start()
inside.wait()
stuck.cancel()
stuck.join()
assert not a.locked() and b.locked() and out.empty()
b.release()

# cancelled in condition.wait: the lock is its own again, and given back by with
inside.clear()
thread waits {
    with c {
        try {
            inside.set()
            c.wait()
        } catch cancelled {
            out.put(c.locked())
            raise
        }
    }
}
waits.start()
inside.wait()
waits.cancel()
waits.join()
assert out.get() == true and not c.locked()

# caught with `catch e`, and by its kind among others
inside.clear()
thread catches {
    try {
        inside.set()
        never.wait()
    } catch timeout, cancelled as e {
        out.put(e.kind)
    }
    try { 1 / 0 } catch e { out.put(e.kind) }
}
catches.start()
inside.wait()
catches.cancel()
catches.join()
assert out.get() == "cancelled" and out.get() == "zero_division"

# cancelled twice: two errors, or one when the second comes too late; never none
inside.clear()
var times = 0                                # a third may come when it is done with the second: it must not hit a put
thread stubborn {
    loop {
        try {
            inside.set()
            never.wait()
        } catch cancelled {
            times += 1
            if times == 2 { break }
            inside.clear()
        }
    }
}
stubborn.start()
inside.wait()
stubborn.cancel()
sleep(2ms)
while stubborn.is_alive() {
    stubborn.cancel()
    sleep(1ms)
}
stubborn.join()
assert times == 2

# a pure computation is not interrupted; its next wait is
var steps = 0
thread computes {
    inside.set()
    for i in 0..20_000 { steps += 1 }
    sleep(1h)
}
inside.clear()
computes.start()
inside.wait()
computes.cancel()
computes.join()
assert steps == 20_000
print("ok cancel_holding")
