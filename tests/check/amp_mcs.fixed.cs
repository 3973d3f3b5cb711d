# from: Herlihy and Shavit, The Art of Multiprocessor Programming, the MCS lock
# bug: none: the queue is empty only if its end is still oneself; otherwise somebody is about to stand behind
scenario { expect: "ok" }

atom tail(-1)
let next = [atom(-1), atom(-1)]
let locked = [atom(false), atom(false)]
var inside = 0

func enter(i) {
    let before = tail.exchange(i)
    if before >= 0 {
        locked[i].store(true)
        next[before].store(i)
        await not locked[i].load()
    }
}

func leave(i) {
    if next[i].load() < 0 {
        if tail.compare_exchange(i, -1) { return }
        await next[i].load() >= 0
    }
    locked[next[i].load()].store(false)
}

thread worker(i) {
    enter(i)
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    leave(i)
}

worker(0).start()
worker(1).start()
