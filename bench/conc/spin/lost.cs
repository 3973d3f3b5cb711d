# Lost update: N threads, K increments each, read and write are two steps; at the end there are at least two.
let n = int(args[0])
let k = int(args[1])
atom counter(0)

thread inc() {
    for i in 0..k {
        let seen = counter.load()
        counter.store(seen + 1)
    }
}

let all = [inc() for i in 0..n]
for t in all {
    t.start()
}
for t in all {
    t.join()
}
assert counter.load() >= 2
