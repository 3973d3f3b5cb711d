# from: SCTBench/CS/wronglock_bad
# bug: 7 of the threads change the value under another lock than the one that should protect it
# tasks: main + 1 careful thread + 7 others
scenario { expect: ["assert", "race"] }

var value = 0
lock right_lock
lock wrong_lock

thread careful(id) {
    right_lock.acquire()
    let before = value
    value += 1
    assert value == before + 1, "someone else was here"
    right_lock.release()
}

thread careless(id) {
    wrong_lock.acquire()
    value += 1
    wrong_lock.release()
}

let tasks = [careful(0)] + [careless(i) for i in 0..7]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
