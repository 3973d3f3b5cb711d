# from: the manual: dining philosophers who never stop
# bug: none: everybody takes the lower fork first
# tasks: main + 3 threads
scenario "For ever" { expect: "ok" }
let forks = [lock() for i in 0..3]
thread philosopher(i) {
    let first = forks[min(i, (i + 1) % 3)]
    let second = forks[max(i, (i + 1) % 3)]
    while true {
        with first { with second { } }
    }
}
for i in 0..3 { philosopher(i).start() }
