# A task of a pool waits for another one of the same pool, for which no worker is left.
scenario { expect: "deadlock" }

pool workers(2, threads: true)

func part(n) {
    return n * n
}

func whole(n) {
    return workers.apply_async(part, [n]).get() + 1
}

let first = workers.apply_async(whole, [1])
let second = workers.apply_async(whole, [2])
assert first.get() + second.get() == 7
