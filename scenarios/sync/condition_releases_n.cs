# A condition lets exactly as many waiters go as one says: two, then one, then all the others.
#
# What to see: five customers wait. `notify(2)` wakes two of them (in virtual time those that wait longest), `notify()` one
# more, `notify_all()` the rest. All of it is done while holding the condition's lock; `wait` gives the lock back while it waits.
#
#   conc-run scenarios/sync/condition_releases_n.cs
#   conc-run sim scenarios/sync/condition_releases_n.cs
scenario "A condition releases n waiters" { }

condition counter_open
latch all_wait(5)

thread customer(n) {
    with counter_open {
        print("customer {n} waits")
        all_wait.done()
        counter_open.wait()
        print("customer {n} is served")
    }
}

for n in 1..6 {
    customer(n).start()
}
all_wait.wait()                              # each of them counted it down while holding the lock: all wait now

with counter_open {
    print("-- two of you, please")
    counter_open.notify(2)
}
sleep(1s)
with counter_open {
    print("-- one more")
    counter_open.notify()
}
sleep(1s)
with counter_open {
    print("-- and now everybody")
    counter_open.notify_all()
}
