# from: Herlihy and Shavit, The Art of Multiprocessor Programming, LockTwo
# bug: who comes alone waits for a victim
# published: proven there to exclude each other, and to deadlock
# tasks: main + 2 threads, 1 round
scenario { expect: "livelock" }

atom victim(-1)
var inside = 0

thread worker(i) {
    victim.store(i)
    while victim.load() == i { }
    inside += 1
    assert inside == 1, "two inside"
    inside -= 1
}

worker(0).start()
worker(1).start()
