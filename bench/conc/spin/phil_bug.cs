# Dining philosophers who all take the left fork first, for ever: N of them.
scenario { expect: "deadlock" }

let n = int(args[0])
let forks = [lock() for i in 0..n]

thread phil(id) {
    let first = forks[id]
    let second = forks[(id + 1) % n]
    while true {
        first.acquire()
        second.acquire()
        second.release()
        first.release()
    }
}

for i in 0..n {
    phil(i).start()
}
