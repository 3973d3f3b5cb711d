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
var forks = []
for name in names {
    lock fork                                # one in each round: fork, fork-2, fork-3 …
    forks.append(fork)
}

thread philosopher(left, right) {
    with left {
        print("I have one fork")
        sleep(1s)
        with right {
            print("I eat")
            sleep(1s)
        }
    }
}

for seat, name in enumerate(names) {
    let left = forks[seat]
    let right = forks[(seat + 1) % len(forks)]
    philosopher(left, right, name: name).start()
}
