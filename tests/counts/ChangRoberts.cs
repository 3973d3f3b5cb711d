# Election on a ring, by those who happen to begin it (ChangRoberts.tla, N = 3, Id[i] = i).
# States: 137
scenario { expect: "ok" }
let n = 3
var msgs = [[false] * n for node in 0..n]

thread node(i, initiator) {
    let next = (i + 1) % n
    var state = "cand" if initiator else "lost"
    atomic {                         # n0
        if initiator { msgs[next][i] = true }
    }
    while true {
        atomic {                     # n1
            let ids = [id for id in 0..n if msgs[i][id]]
            if ids {
                let id = choose(ids)
                msgs[i][id] = false
                if state == "lost" {
                    msgs[next][id] = true
                } else if id < i {
                    state = "lost"
                    msgs[next][id] = true
                } else if id == i {
                    state = "won"
                }
            }
        }
    }
}

let initiators = [choose([false, true]) for i in 0..n]
let nodes = [node(i, initiators[i]) for i in 0..n]
for t in nodes { t.start() }
