# Five philosophers who all eat: every one of them takes the fork with the lower number first.
#
# What to see: the only change to dining_philosophers.cs is the order in which the last one takes the forks. A cycle of
# waits would need somebody who holds a higher fork and waits for a lower one; there is nobody like that.
#
#   conc-run scenarios/locks/philosophers_ordered.cs
#   conc-run sim scenarios/locks/philosophers_ordered.cs
scenario "Dining philosophers, in order" { }

let names = ["Plato", "Hypatia", "Kant", "Arendt", "Zhuangzi"]
let forks = [lock() for name in names]

thread philosopher(seat) {
    let next = (seat + 1) % len(forks)
    let first = forks[min(seat, next)]
    let second = forks[max(seat, next)]
    with first {
        print("{names[seat]} has one fork")
        sleep(1s)
        with second {
            print("{names[seat]} eats")
            sleep(1s)
        }
    }
    print("{names[seat]} is full")
}

for seat, name in enumerate(names) {
    philosopher(seat, name: name).start()
}
