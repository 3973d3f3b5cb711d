# Dining philosophers, each with the lower fork first: N of them, eating ROUNDS times, 0: for ever.
let n = int(args[0])
let rounds = int(args[1])
let forks = [lock() for i in 0..n]

thread phil(id) {
    let first = forks[min(id, (id + 1) % n)]
    let second = forks[max(id, (id + 1) % n)]
    var left = rounds
    while rounds == 0 or left > 0 {
        if rounds > 0 {
            left -= 1
        }
        first.acquire()
        second.acquire()
        second.release()
        first.release()
    }
}

for i in 0..n {
    phil(i).start()
}
