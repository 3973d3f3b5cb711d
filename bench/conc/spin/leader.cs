# Leader election on a ring (E. Chang, R. Roberts, 1979) of N nodes, whose names fall along the ring, the worst case. Who has won tells the others, in turn.
let n = int(args[0])
let links = [queue(n + 1) for i in 0..n]
atom leaders(0)

thread node(i) {
    let id = n - i
    links[(i + 1) % n].put(id)
    while true {
        let seen = links[i].get()
        if seen == 0 {
            if leaders.load() == 1 and id != n {
                links[(i + 1) % n].put(0)
            }
            return
        }
        if seen > id {
            links[(i + 1) % n].put(seen)
        } else if seen == id {
            leaders.add(1)
            assert leaders.load() == 1 and id == n
            links[(i + 1) % n].put(0)
        }
    }
}

for i in 0..n {
    node(i).start()
}
