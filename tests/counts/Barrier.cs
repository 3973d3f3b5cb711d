# A barrier for six, who leave it in one step (Barrier.tla, N = 6).
# States: 64
scenario { expect: "ok" }
let n = 6
var arrived = [false] * n

thread proc(i) {
    while true { atomic { arrived[i] = true } }                      # b0
}

thread barrier_itself {
    while true {
        atomic {                     # b1
            if all(arrived) { arrived = [false] * n }
        }
    }
}

let all_tasks = [proc(i) for i in 0..n]
for t in all_tasks { t.start() }
barrier_itself.start()
