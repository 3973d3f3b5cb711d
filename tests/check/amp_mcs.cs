# from: Herlihy and Shavit, The Art of Multiprocessor Programming, the MCS lock without compare-and-set in unlock
# bug: who sees nobody behind takes the queue to be empty, although somebody has just joined it
# published: Mellor-Crummey and Scott, Algorithms for Scalable Synchronization: why release needs compare_and_swap
# tasks: main + 2 threads, 1 round
scenario { expect: "deadlock" }

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
    let behind = next[i].load()
    if behind < 0 {
        tail.store(-1)
    } else {
        locked[behind].store(false)
    }
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
