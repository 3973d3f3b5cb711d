# No lost update and no lock: an atom changes in one step.
#
# What to see: `add` reads, adds and writes as one step that nobody can get into. For changes that are no addition,
# here the highest of several bids, `compare_exchange` changes the value only if it is still the one that was seen;
# who was too slow looks again.
#
#   conc-run scenarios/locks/atom_counter.cs
#   conc-run sim scenarios/locks/atom_counter.cs
scenario "Atoms" { }

atom bids(0)
atom highest(0)

func raise_to(amount) {
    loop {
        let seen = highest.load()
        if amount <= seen {
            return                           # somebody bids more
        }
        sleep(10ms)                          # thinks, and the others do not wait
        if highest.compare_exchange(seen, amount) {
            return
        }
    }
}

thread bidder(amount) {
    raise_to(amount)
    bids.add(1)
}

let bidders = [bidder(amount) for amount in [300, 200, 500]]
for b in bidders {
    b.start()
}
for b in bidders {
    b.join()
}
print("{bids.load()} bids, the highest {highest.load()}")
