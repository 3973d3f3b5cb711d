# bug: none: forks are taken in their order
# tasks: main + 3 threads
scenario { expect: "ok" }

let seats = 3
let forks = [lock() for i in 0..seats]

thread philosopher(i) {
    let a = min(i, (i + 1) % seats)
    let b = max(i, (i + 1) % seats)
    with forks[a], forks[b] {
    }
}

for i in 0..seats {
    philosopher(i).start()
}
