# from: SCTBench/CS/wronglock_3_bad, mended
# bug: none: all take the right lock
# tasks: main + 1 careful thread + 3 others
scenario { expect: "ok" }

let others = 3
var value = 0
lock right_lock
lock wrong_lock

thread careful(id) {
    right_lock.acquire()
    let before = value
    value = value + 1
    if value != before + 1 {
        assert false, "someone else was here"
    }
    right_lock.release()
}

thread careless(id) {
    right_lock.acquire()
    value = value + 1
    right_lock.release()
}

let tasks = [careful(0)] + [careless(i) for i in 0..others]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
