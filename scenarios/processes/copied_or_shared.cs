# Memory is copied for processes, and shared by threads.
#
# What to see: the same function is run by a thread, and by a process. What the thread appends is in main's list. What
# the process appends is in a list of its own, a copy of all variables that it was started with; main's list stays
# as it was. A `shared var` is one variable for all processes.
#
#   conc-run scenarios/processes/copied_or_shared.cs
#   conc-run sim scenarios/processes/copied_or_shared.cs
scenario "Copied, or shared" { }

var names = ["main"]
shared var seen_by_all = ["main"]

func add(name) {
    names.append(name)
    seen_by_all.append(name)
    print("{name} sees {names}")
}

thread t = add("thread")
t.start()
t.join()
print("after the thread: {names}")

process p = add("process")
p.start()
p.join()
print("after the process: {names}")
print("the shared variable: {seen_by_all}")
