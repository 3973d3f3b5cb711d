# … and one that does it by itself needs none.
scenario { expect: "ok" }

pool workers(2, threads: true)

func part(n) {
    return n * n
}

func whole(n) {
    return part(n) + 1
}

let first = workers.apply_async(whole, [1])
let second = workers.apply_async(whole, [2])
assert first.get() + second.get() == 7
