# A notice that comes too early is missed: the guest waits for ever for a dish that is on the table already.
#
# What to see: a condition remembers nothing. When the cook notifies before the guest waits, nobody is woken. So a wait
# asks first whether there is anything to wait for: `ready.wait_for(func() => served)` in place of `ready.wait()`.
#
#   conc-run sim scenarios/check/missed_notice.cs
#   conc-run check scenarios/check/missed_notice.cs
# Validated: no, for on real threads it may end in a deadlock
scenario "A missed notice" { expect: "deadlock" }

condition ready
var served = false

thread guest {
    with ready {
        ready.wait()                         # should look at `served` first
        print("enjoy your meal: {served}")
    }
}

thread cook {
    with ready {
        served = true
        ready.notify()
    }
}

guest.start()
cook.start()
