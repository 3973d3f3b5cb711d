# Variables belong to a process each; what is shared is read and written in two steps.
scenario { expect: ["assert", "race"] }

shared var total = 0
var own = 0

process worker(n) {
    own += n
    assert own == n
    total += n
}

let all = [worker(i) for i in 1..3]
for p in all {
    p.start()
}
for p in all {
    p.join()
}
assert total == 3
