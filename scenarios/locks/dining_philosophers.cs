# Five philosophers, five forks, and a deadlock: each holds the left fork and waits for the right one, for ever.
#
# What to see: all take their left fork, think for a second, and then nobody can go on. The run does not hang: it ends
# with status 3 and a report of who holds what and who waits for whom. The remedy is next door, in
# philosophers_ordered.cs.
#
#   conc-run scenarios/locks/dining_philosophers.cs
#   conc-run sim scenarios/locks/dining_philosophers.cs
#
# Exit status: 3
scenario "Dining philosophers" { expect: "deadlock" }

let names = ["Plato", "Hypatia", "Kant", "Arendt", "Zhuangzi"]
let forks = [lock() for name in names]

thread philosopher(seat) {
    let left = forks[seat]
    let right = forks[(seat + 1) % len(forks)]
    with left {
        print("{names[seat]} has the left fork")
        sleep(1s)
        with right {
            print("{names[seat]} eats")
        }
    }
}

for seat, name in enumerate(names) {
    philosopher(seat, name: name).start()
}
