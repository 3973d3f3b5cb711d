# from: Herlihy and Shavit, The Art of Multiprocessor Programming, the Peterson lock
# bug: none: the flags of LockOne and the victim of LockTwo
# published: proven there
# tasks: main + 2 threads, 2 rounds
scenario { expect: "ok" }

let flag = [atom(false), atom(false)]
atom victim(-1)
var inside = 0

thread worker(i) {
    for lap in 0..2 {
        flag[i].store(true)
        victim.store(i)
        while flag[1 - i].load() and victim.load() == i { }
        inside += 1
        assert inside == 1, "two inside"
        inside -= 1
        flag[i].store(false)
    }
}

worker(0).start()
worker(1).start()
