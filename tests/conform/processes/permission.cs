# Who may do what to a process: only the process that made it starts it, only its parent ends it; everybody may look and join.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never
func waits() { never.wait() }

# what a process may not do with itself, its parent and its siblings
process elder = waits()
elder.start()
process younger(brother) {
    out.put([kind_of(func() => brother.terminate()), kind_of(func() => brother.kill())])
    out.put([kind_of(func() => current().terminate()), kind_of(func() => current().kill())])
    out.put([brother.is_alive(), brother.pid, brother.exitcode, brother.name])
}
let y = younger(elder)
y.start()
y.join()
assert y.exitcode == 0
assert out.get() == ["permission", "permission"] and out.get() == ["permission", "permission"]
assert out.get() == [true, elder.pid, nil, "elder"]
process parent {
    let me = current()
    process child { out.put([kind_of(func() => me.terminate()), kind_of(func() => me.kill())]) }
    child.start()
    child.join()
}
parent.start()
parent.join()
assert out.get() == ["permission", "permission"] and parent.exitcode == 0
assert elder.is_alive() and elder.exitcode == nil

# a grandchild is not a child
process middle {
    process lowest = waits()
    lowest.start()
    out.put(lowest)
    never.wait()
}
middle.start()
let lowest = out.get()
assert kind_of(func() => lowest.terminate()) == "permission" and kind_of(func() => lowest.kill()) == "permission"
assert lowest.is_alive() and not lowest.join(timeout: 0s)
# ... not even when its parent is gone
middle.kill()
middle.join()
assert kind_of(func() => lowest.terminate()) == "permission" and lowest.is_alive()

# any thread of the parent may
thread shooter { elder.terminate() }
shooter.start()
assert elder.join() and elder.exitcode == -15

# starting: only where it was made, whatever kind of task it is
process made_here { out.put("made here") }
thread thread_made_here { out.put("thread") }
timer timer_made_here after 0s { out.put("timer") }
process starts_them {
    out.put([kind_of(func() => t.start()) for t in [made_here, thread_made_here, timer_made_here]])
}
starts_them.start()
starts_them.join()
assert starts_them.exitcode == 0 and out.get() == ["permission"] * 3 and not made_here.is_alive() and not thread_made_here.is_alive()
for t in [made_here, thread_made_here, timer_made_here] {
    t.start()
    t.join()
}
assert sorted([out.get() for i in 0..3]) == ["made here", "thread", "timer"]
# ... also one that was made in a child and sent to its parent, while that child is there and after
event may_end
process makes {
    process made_there { }
    out.put(made_there)
    may_end.wait()
}
makes.start()
let made_there = out.get()
assert kind_of(func() => made_there.start()) == "permission"
may_end.set()
makes.join()
assert kind_of(func() => made_there.start()) == "permission" and not made_there.is_alive() and made_there.exitcode == nil

# a thread of the process that made it may start it
process by_a_thread { out.put("by a thread") }
thread starts { by_a_thread.start() }
starts.start()
starts.join()
by_a_thread.join()
assert out.get() == "by a thread"

# joining and looking is for everybody, and many may join
event may_end_too
process joined { may_end_too.wait() }
joined.start()
let joiners = [process(func() { out.put([joined.is_alive(), joined.join(), joined.exitcode]) }) for i in 0..3]
for j in joiners { j.start() }
may_end_too.set()
for j in joiners { j.join() }
assert [out.get()[1:] for i in 0..3] == [[true, 0]] * 3
# ... a child may wait for its elder brother, a grandchild for its uncle, a parent for its grandchild
never.set()
assert lowest.join() and lowest.exitcode == 0

# wrong moments
process unstarted { }
assert kind_of(func() => unstarted.terminate()) == "state" and kind_of(func() => unstarted.kill()) == "state"
unstarted.start()
unstarted.join()
assert unstarted.exitcode == 0
print("ok permission")
