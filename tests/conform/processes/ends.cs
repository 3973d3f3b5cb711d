# When a process ends, and what ends with it. What is printed, in this order, is ends.out.
queue out
event never
event go

# its body, and all of its threads and started timers that are no daemons; then its daemons stop, without finally
process p {
    thread works {
        go.wait()
        out.put("thread")
    }
    daemon thread background {
        try {
            never.wait()
        } finally {
            out.put("finally of a daemon")
        }
    }
    daemon timer beat every 1h { out.put("daemon timer") }
    timer never_started after 0s { out.put("never started") }
    thread not_started { out.put("not started") }
    timer last after 1ms {
        go.wait()
        out.put("timer")
    }
    works.start()
    background.start()
    beat.start()
    last.start()
    out.put("body")
}
p.start()
assert out.get() == "body" and p.exitcode == nil
go.set()
assert p.join() and p.exitcode == 0
assert sorted([out.get(), out.get()]) == ["thread", "timer"] and out.empty()

# a timer that is cancelled keeps nobody
process cancels {
    timer t after 1h { }
    t.start()
    t.cancel()
}
cancels.start()
assert cancels.join() and cancels.exitcode == 0

# daemon: as it is declared, by option, or set before the start
daemon process declared { never.wait() }
process kind(n) { never.wait() }
let optioned = kind(1, daemon: true)
process of_list(func() { never.wait() }, [], daemon: true)
let set_before = process(func() { never.wait() })
set_before.daemon = true
let daemons = [declared, optioned, of_list, set_before]
assert [d.daemon for d in daemons] == [true] * 4 and not p.daemon and not kind(2).daemon
set_before.daemon = false
set_before.daemon = true
for d in daemons { d.start() }
var late = nil
try { declared.daemon = false } catch state as e { late = e.kind }
assert late == "state"
try { process(func() => 1).daemon = "yes" } catch type as e { late = e.kind }
assert late == "type"

# daemon processes stop with the process that started them: when it ends by itself ...
process parent(how) {
    daemon process child {
        try {
            never.wait()
        } finally {
            out.put("finally of a daemon")
        }
    }
    process other { never.wait() }
    child.start()
    other.start()
    out.put([child, other])
    if how == "exit" { exit(3) }
    if how == "kill" { never.wait() }
}
var orphans = []
for how in ["end", "exit", "kill"] {
    let q = parent(how)
    q.start()
    let child, other = out.get()
    if how == "kill" { q.kill() }
    q.join()
    assert q.exitcode == {"end": 0, "exit": 3, "kill": -9}[how]
    assert child.join() and child.exitcode < 0
    assert other.is_alive() and not other.join(timeout: 0s)         # ... and those that are none go on
    orphans.append(other)
}
assert out.empty()

# ... not when the thread ends that has started it, nor with the body when threads go on
event body_over
process keeps {
    daemon process child { never.wait() }
    thread starts { child.start() }
    starts.start()
    starts.join()
    out.put(child)
    thread stays {
        body_over.wait()
        assert child.is_alive()
    }
    stays.start()
}
keeps.start()
let kept = out.get()
assert kept.is_alive() and not kept.join(timeout: 0s)
body_over.set()
assert keeps.join() and keeps.exitcode == 0 and kept.join()

# a daemon's own children that are no daemons go on as well
daemon process daemon_parent {
    process child { never.wait() }
    child.start()
    out.put(child)
}
daemon_parent.start()
let grandchild = out.get()
daemon_parent.join()
assert grandchild.is_alive()
for o in orphans + [grandchild] { assert o.is_alive() }
never.set()
for o in orphans + [grandchild] { assert o.join() and o.exitcode == 0 }

# the run ends when every process that is no daemon has ended: main may be the first, and its daemons go with it
let main_task = current()
event main_may_end
event not_set
daemon process declared_last {
    not_set.wait()
    print("a daemon of main must not come to this")
}
process outlives {
    main_may_end.wait()
    main_task.join()
    declared_last.join()
    print("2: main is over, and its daemon is gone")
    process child { print("3: a child of one that is over") }
    child.start()
}
declared_last.start()
outlives.start()
print("1: main is over")
main_may_end.set()
