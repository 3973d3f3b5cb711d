# A neighbour who takes the lock again as soon as it is free: the guest need never get it.
#
# What to see: in a run of the simulator, whoever waits longest is next, so the guest is served at once. But nobody has
# promised that: a free lock goes to whoever asks first. `check` shows the order in which it is always the neighbour.
#
#   conc-run sim scenarios/check/greedy_neighbour.cs
#   conc-run check scenarios/check/greedy_neighbour.cs
scenario "A greedy neighbour" { stop_after: 50ms, expect: "invariant" }

lock tap
var served = false

eventually "the guest was served": served

thread neighbour {
    loop {
        with tap { sleep(10ms) }
    }
}

thread guest {
    with tap { served = true }
}

neighbour.start()
guest.start()
