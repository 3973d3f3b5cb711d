# bug: all three take their left fork, and wait for the right one
# tasks: main + 3 threads
scenario { expect: "deadlock" }

let seats = 3
let forks = [lock() for i in 0..seats]

thread philosopher(i) {
    with forks[i], forks[(i + 1) % seats] {
    }
}

for i in 0..seats {
    philosopher(i).start()
}
