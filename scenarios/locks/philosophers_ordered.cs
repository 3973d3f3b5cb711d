# Five philosophers who all eat: every one of them takes the fork with the lower number first.
#
# What to see: the only change to dining_philosophers.cs is the order in which the last one takes the forks. A cycle of
# waits would need somebody who holds a higher fork and waits for a lower one; there is nobody like that.
#
#   conc-run scenarios/locks/philosophers_ordered.cs
#   conc-run sim scenarios/locks/philosophers_ordered.cs
scenario "Dining philosophers, in order" { }

let names = ["Plato", "Hypatia", "Kant", "Arendt", "Zhuangzi"]
var forks = []
for name in names {
    lock fork                                # one in each round: fork, fork-2, fork-3 …
    forks.append(fork)
}

thread philosopher(first, second) {
    with first {
        print("I have one fork")
        sleep(1s)
        with second {
            print("I eat")
            sleep(1s)
        }
    }
}

for seat, name in enumerate(names) {
    let next = (seat + 1) % len(forks)
    let first = forks[min(seat, next)]       # the left one, but for the last philosopher
    let second = forks[max(seat, next)]
    philosopher(first, second, name: name).start()
}
