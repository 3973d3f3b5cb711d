# Two locks, taken in two orders: a deadlock that no run shows as long as one of the two is quicker.
#
# What to see: run it, and both payments are made. `check` finds the order in which each holds one of the locks and
# waits for the other. The remedy is that of philosophers_ordered.cs: everybody takes the locks in the same order.
#
#   conc-run sim scenarios/check/two_locks.cs
#   conc-run check scenarios/check/two_locks.cs
# Validated: no, for on real threads it may end in a deadlock
scenario "Two accounts, two locks" { expect: "deadlock" }

var balance = {"ann": 100, "bob": 100}
lock ann
lock bob

thread ann_pays_bob {
    with ann, bob {                          # takes ann, then bob
        balance["ann"] -= 10
        balance["bob"] += 10
    }
}

thread bob_pays_ann {
    with bob, ann {                          # takes bob, then ann
        balance["bob"] -= 20
        balance["ann"] += 20
    }
}

ann_pays_bob.start()
bob_pays_ann.start()
ann_pays_bob.join()
bob_pays_ann.join()
print(balance)
