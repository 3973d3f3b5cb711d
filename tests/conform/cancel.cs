# cancel raises `cancelled` at the present or the next waiting operation.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never
lock held
held.acquire()
semaphore none(0)
queue nothing
queue one_place(1)
one_place.put("x")
barrier pair(2)
latch far(1)
rwlock rw
rw.write.acquire()
thread endless { sleep(1h) }
endless.start()
var flag = false
condition cond

# every waiting operation
let waits = {
    "sleep": func() => sleep(1h),
    "work": func() => work(1h),
    "event": func() => never.wait(),
    "event with time-out": func() => never.wait(timeout: 1h),
    "lock": func() => held.acquire(),
    "semaphore": func() => none.acquire(),
    "get": func() => nothing.get(),
    "put": func() => one_place.put("y"),
    "barrier": func() => pair.wait(),
    "latch": func() => far.wait(),
    "read": func() => rw.read.acquire(),
    "write": func() => rw.write.acquire(),
    "join": func() => endless.join(),
    "condition": func() { with cond { cond.wait() } },
    "wait_for": func() { with cond { cond.wait_for(func() => false) } },
    "for": func() { for v in nothing { } },
    "await": func() { await flag },
    "select": func() { select { case nothing.get() { } case never.wait() { } after 1h { } } },
    "with": func() { with held { } },
    "queue join": func() => one_place.join(),
    "wait_any": func() => wait_any([never, nothing]),
}
thread victim(name, wait) {
    try {
        wait()
        out.put("{name} was not cancelled")
    } catch cancelled as e {
        out.put(e.kind)
    }
}
for name, wait in waits {
    let v = victim(name, wait)
    v.start()
    sleep(1ms)                               # it may stand at its wait by now, or not: the outcome is the same
    v.cancel()
    assert v.join(timeout: 1h)
    assert out.get() == "cancelled", name
    if name == "barrier" { pair.reset() }
}
endless.cancel()
assert endless.join(timeout: 1h)

# caught once, it is over: later waits go on as usual
event entered
thread survivor {
    try {
        entered.set()
        never.wait()
    } catch cancelled { }
    sleep(1ms)
    out.put("survived")
}
survivor.start()
entered.wait()
survivor.cancel()
survivor.join()
assert out.get() == "survived"

# uncaught it ends the thread quietly; finally runs, what `with` took is given back
lock mine
entered.clear()
thread quiet {
    with mine {
        try {
            entered.set()
            never.wait()
        } finally {
            out.put("finally")
        }
    }
    out.put("not reached")
}
quiet.start()
entered.wait()
quiet.cancel()
quiet.join()
assert out.get() == "finally" and out.empty() and not mine.locked()

# before the start and after the end it does nothing
thread fresh { sleep(1ms); out.put("ran") }
fresh.cancel()
fresh.start()
fresh.join()
assert out.get() == "ran"
fresh.cancel()
assert not fresh.is_alive()

# condition.wait takes its lock back first
entered.clear()
thread holder {
    cond.acquire()
    try {
        entered.set()
        cond.wait()
    } catch cancelled {
        cond.notify()                        # would raise state without the lock
        cond.release()
        out.put("released")
    }
}
holder.start()
entered.wait()
holder.cancel()
holder.join()
assert out.get() == "released" and not cond.locked()

# an operation is either done or cancelled: nothing is lost
queue items
for round in 0..20 {
    var got = nil
    thread taker {
        try { got = items.get() } catch cancelled { got = "cancelled" }
    }
    taker.start()
    items.put(round)
    taker.cancel()
    taker.join()
    if got == "cancelled" { assert items.get() == round } else { assert got == round }
    assert items.empty()
}

# cancelling oneself: at the next wait
var reached = 0
thread suicidal {
    current().cancel()
    reached = 1
    sleep(1h)
    reached = 2
}
suicidal.start()
suicidal.join()
assert reached == 1

# a cancelled waiter leaves the line to the others
thread first { with held { out.put("first") } }
thread second { with held { out.put("second") } }
first.start()
sleep(1ms)
second.start()
sleep(1ms)
first.cancel()
first.join()
held.release()
second.join()
assert out.get() == "second" and out.empty() and not held.locked()
print("ok cancel")
