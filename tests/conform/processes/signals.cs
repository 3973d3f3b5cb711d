# terminate and kill: at once, without finally; the exitcode is minus the signal's number; children go on.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never
event begun

func stays() {
    try {
        begun.set()
        never.wait()
    } catch e {
        out.put("caught {e.kind}")
    } finally {
        out.put("finally")
    }
    out.put("behind")
}

# terminate: SIGTERM, 15; kill: SIGKILL, 9
process t = stays()
t.start()
begun.wait()
assert t.is_alive() and t.exitcode == nil
t.terminate()
assert t.join() == true and t.exitcode == -15 and not t.is_alive()
begun.clear()
process k = stays()
k.start()
begun.wait()
k.kill()
assert k.join() and k.exitcode == -9 and not k.is_alive()
assert out.empty()

# again, and after the end: nothing happens, the exitcode stays
t.terminate()
t.kill()
k.terminate()
process ended { }
ended.start()
ended.join()
ended.terminate()
ended.kill()
assert t.exitcode == -15 and k.exitcode == -9 and ended.exitcode == 0

# whatever it does just then: sleeping, working, waiting in a select or a condition, computing, in an atomic block
event ready
let never_q = queue()
let ways = [
    func() { ready.set(); sleep(1h) },
    func() { ready.set(); work(1h) },
    func() { ready.set(); never_q.get() },
    func() { ready.set(); select { case never.wait() { } case v = never_q.get() { } } },
    func() { condition c; with c { ready.set(); c.wait() } },
    func() { ready.set(); await never.is_set() },
    func() { ready.set(); wait_any([never, never_q]) },
    func() { ready.set(); barrier(2).wait() },
    func() { thread w { never.wait() } w.start(); ready.set(); w.join() },
    func() { process c { never.wait() } c.daemon = true; c.start(); ready.set(); c.join() },
    func() { ready.set(); loop { sleep(0s) } },
]
for way in ways {
    ready.clear()
    let p = process(way)
    p.start()
    ready.wait()
    p.terminate()
    assert p.join() and p.exitcode == -15
}

# what is terminated in an atomic block leaves it: others get in
shared var steps = 0
event in_it
process atomics {
    loop {
        atomic {
            steps += 1
            in_it.set()
        }
    }
}
atomics.start()
in_it.wait()
atomics.kill()
atomics.join()
atomic { steps = -1 }
assert steps == -1

# its children go on, with their parent gone
event may_end
atom grandchild_pid(0)
process parent {
    process grandchild {
        may_end.wait()
        out.put("grandchild")
    }
    grandchild.start()
    grandchild_pid.store(grandchild.pid)
    out.put(grandchild)
    never.wait()
}
parent.start()
let grandchild = out.get()
parent.kill()
parent.join()
assert parent.exitcode == -9 and grandchild.is_alive()
may_end.set()
assert grandchild.join() and grandchild.exitcode == 0 and out.get() == "grandchild" and grandchild.pid == grandchild_pid.load()

# its threads end with it
process many {
    for i in 0..5 {
        thread w { loop { sleep(1h) } }
        w.start()
    }
    timer beat every 1h { }
    beat.start()
    ready.set()
    never.wait()
}
ready.clear()
many.start()
ready.wait()
many.terminate()
assert many.join() and many.exitcode == -15

# from another thread of the parent, from several at once
ready.clear()
process shot_by_many { ready.set(); never.wait() }
shot_by_many.start()
ready.wait()
let shooters = [thread(func() { shot_by_many.kill() }) for i in 0..4]
for s in shooters { s.start() }
for s in shooters { s.join() }
assert shot_by_many.join() and shot_by_many.exitcode == -9

# who joins learns of it, however early he came
process joined { never.wait() }
joined.start()
let joiners = [thread(func() { out.put(joined.join()) }) for i in 0..3]
for j in joiners { j.start() }
joined.terminate()
for j in joiners { j.join() }
assert [out.get() for i in 0..3] == [true, true, true]

# what was put before it was killed stays
process puts {
    out.put("put")
    ready.set()
    never.wait()
}
ready.clear()
puts.start()
ready.wait()
puts.kill()
puts.join()
assert out.get() == "put"
print("ok signals")
