# from: Szymanski, A Simple Solution to Lamport's Concurrent Programming Problem, 1988
# bug: none
# published: proven there, and in Manna and Pnueli, An Exercise in the Verification of Multi-Process Programs
# tasks: main + 2 threads, 1 round
scenario { expect: "ok" }

let flag = [atom(0), atom(0)]
var inside = 0

thread worker(i) {
    let other = 1 - i
    flag[i].store(1)
    await flag[other].load() < 3
    flag[i].store(3)
    if flag[other].load() == 1 {
        flag[i].store(2)
        await flag[other].load() == 4
    }
    flag[i].store(4)
    if i == 1 { await flag[0].load() < 2 }
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    if i == 0 { await flag[1].load() < 2 or flag[1].load() > 3 }
    flag[i].store(0)
}

worker(0).start()
worker(1).start()
