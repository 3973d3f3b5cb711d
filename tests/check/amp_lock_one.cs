# from: Herlihy and Shavit, The Art of Multiprocessor Programming, LockOne
# bug: each raises its flag and waits for the other to lower his
# published: proven there to exclude each other, and to deadlock
# tasks: main + 2 threads, 1 round
scenario { expect: "livelock" }

let flag = [atom(false), atom(false)]
var inside = 0

thread worker(i) {
    flag[i].store(true)
    while flag[1 - i].load() { }
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
    flag[i].store(false)
}

worker(0).start()
worker(1).start()
