# A cycle of waits that something breaks is told (on standard error), but is no deadlock of the run.
event entered
lock m
queue out

# a thread that waits for itself
thread selfish {
    m.acquire()
    entered.set()
    try {
        m.acquire()
    } catch cancelled {
        m.release()
        out.put("freed")
    }
}
selfish.start()
entered.wait()
sleep(2ms)
selfish.cancel()
selfish.join()
assert out.get() == "freed" and not m.locked()

# two threads, two locks, crosswise; one is cancelled, and the other gets both
lock a
lock b
latch both(2)
thread ab {
    with a {
        both.done()
        both.wait()
        with b { out.put("ab") }
    }
}
thread ba {
    with b {
        both.done()
        both.wait()
        with a { out.put("ba") }
    }
}
ab.start()
ba.start()
both.wait()
sleep(2ms)
ab.cancel()
ab.join()
ba.join()
assert out.get() == "ba" and out.empty() and not a.locked() and not b.locked()

# waits with a time-out make no deadlock
latch again(2)
func crosswise(first, second) {
    with first {
        again.done()
        again.wait()
        out.put(second.acquire(timeout: 2ms))
        again.add(0)
    }
}
let t1 = thread(crosswise, [a, b])
let t2 = thread(crosswise, [b, a])
t1.start()
t2.start()
t1.join()
t2.join()
assert false in [out.get(), out.get()]
print("ok deadlock_broken")
