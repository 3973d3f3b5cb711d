# No lost update and no lock: an atom changes in one step.
#
# What to see: `add` reads, adds and writes as one step that nobody can get into, however many threads there are. For
# changes that are no addition, `compare_exchange` tries again until nobody else was quicker: here, the highest bid.
#
#   conc-run scenarios/locks/atom_counter.cs
#   conc-run sim scenarios/locks/atom_counter.cs
scenario "Atoms" { }

atom bids(0)
atom highest(0)

func raise_to(amount) {
    loop {
        let old = highest.load()
        if amount <= old {
            return false
        }
        if highest.compare_exchange(old, amount) {
            return true
        }
    }
}

thread bidder(step) {
    for n in 1..101 {
        raise_to(n * step)
        bids.add(1)
    }
}

let bidders = [bidder(step) for step in [3, 5, 7]]
for b in bidders {
    b.start()
}
for b in bidders {
    b.join()
}
print("{bids.load()} bids, the highest {highest.load()}")
