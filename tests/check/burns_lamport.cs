# from: Burns and Lynch, Mutual Exclusion Using Indivisible Reads and Writes; Lamport, The Mutual Exclusion Problem II: the one-bit algorithm
# bug: none
# published: proven there
# tasks: main + 3 threads, 1 round
scenario { expect: "ok" }

let flag = [atom(false) for i in 0..3]
var inside = 0

func may_go_on(i) {
    for k in 0..i {
        if flag[k].load() {
            flag[i].store(false)
            await not flag[k].load()
            return false
        }
    }
    return true
}

thread worker(i) {
    loop {
        flag[i].store(true)
        if may_go_on(i) { break }
    }
    for k in i + 1..3 { await not flag[k].load() }
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    flag[i].store(false)
}

for i in 0..3 { worker(i).start() }
