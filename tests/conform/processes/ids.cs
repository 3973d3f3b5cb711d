# pid, ppid, current and children.
queue out

# every process has a number of its own, and knows its parent's
assert type(pid()) == "int" and type(ppid()) == "int" and pid() != ppid() and pid() > 0
process child {
    out.put([pid(), ppid()])
    process grandchild { out.put([pid(), ppid()]) }
    grandchild.start()
    grandchild.join()
    out.put(grandchild.pid)
}
assert child.pid == nil
child.start()
child.join()
let child_pid, child_ppid = out.get()
let grandchild_pid, grandchild_ppid = out.get()
assert child_ppid == pid() and child_pid == child.pid and grandchild_ppid == child_pid and grandchild_pid == out.get()
assert len({p: true for p in [pid(), child_pid, grandchild_pid]}) == 3

# known as soon as it is started, and still after its end
event go
process waiter { go.wait() }
waiter.start()
let number = waiter.pid
assert type(number) == "int" and number != pid()
go.set()
waiter.join()
assert waiter.pid == number

# all threads of a process have its number
thread t { out.put([pid(), ppid()]) }
t.start()
t.join()
assert out.get() == [pid(), ppid()]
process with_thread {
    thread u { out.put(pid()) }
    u.start()
    u.join()
    out.put(pid())
}
with_thread.start()
with_thread.join()
assert out.get() == with_thread.pid and out.get() == with_thread.pid

# the main task, called from a process that has another
let main_task = current()
assert main_task.name == "main" and str(main_task) == "<thread main>"
process knows {
    out.put([current() == main_task, current().name, type(current()), current() == knows, main_task.name, current().is_alive()])
    thread inside { out.put([current().name, type(current())]) }
    inside.start()
    inside.join()
}
knows.start()
knows.join()
assert out.get() == [false, "knows", "process", true, "main", true] and out.get() == ["inside", "thread"]

# ids are all different, in all processes
process more {
    thread a { }
    process b { }
    out.put([a.id, b.id, current().id, lock().locked()])
}
more.start()
more.join()
let a, b, me, free = out.get()
assert len({x: true for x in [a, b, me, current().id, child.id, t.id]}) == 6 and me == more.id and not free

# children: those that this process has started and that have not ended
event stop
assert children() == []
process first { stop.wait() }
process second { stop.wait() }
assert children() == []                              # made is not started
first.start()
assert children() == [first]
second.start()
let both = children()
assert len(both) == 2 and first in both and second in both
process has_none {
    out.put(children())
    process own { stop.wait() }
    own.start()
    out.put([children() == [own], len(children())])
    own.join()
    out.put(children())
}
has_none.start()
assert out.get() == [] and out.get() == [true, 1]    # neither its parent's, nor itself
assert len(children()) == 3                          # a grandchild is no child
stop.set()
for p in [first, second, has_none] { p.join() }
assert out.get() == [] and children() == []
# ... whichever thread has started them
event stop_again
process by_thread { stop_again.wait() }
thread starter { by_thread.start() }
starter.start()
starter.join()
assert children() == [by_thread]
by_thread.kill()
by_thread.join()
assert children() == []
# ... daemons too
daemon process background { stop_again.wait() }
background.start()
assert children() == [background]
background.terminate()
background.join()

# orphans belong to nobody's list
process leaves {
    process orphan { stop_again.wait() }
    orphan.start()
    out.put(orphan)
}
leaves.start()
leaves.join()
let orphan = out.get()
assert orphan.is_alive() and children() == []
stop_again.set()
orphan.join()

# threads(): those of this process
process counts {
    event e
    thread w { e.wait() }
    w.start()
    let seen = threads()
    out.put([len(seen), w in seen, current() in seen])
    e.set()
}
thread of_main { counts.start() }
of_main.start()
of_main.join()
counts.join()
assert out.get() == [2, true, true] and counts not in threads()
print("ok ids")
