# Filter lock (Peterson's for N): every read of what they share is a step of its own. For ever.
let n = int(args[0])
let level = [atom(0) for i in 0..n]
let victim = [atom(0) for i in 0..n]
atom inside(0)

thread p(id) {
    while true {
        for at in 1..n {
            level[id].store(at)
            victim[at].store(id)
            for k in 0..n {
                if k != id {
                    while level[k].load() >= at and victim[at].load() == id {
                    }
                }
            }
        }
        inside.add(1)
        assert inside.load() == 1
        inside.add(-1)
        level[id].store(0)
    }
}

for i in 0..n {
    p(i).start()
}
