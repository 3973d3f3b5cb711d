# from: SCTBench/CS/carter01_bad
# bug: the first of each class takes l with m held, and may wait for it there; who holds l needs m to give it back
# tasks: main + 2 threads + 2 that do nothing
scenario { expect: "deadlock" }

var in_a = 0
var in_b = 0
lock m
lock l

thread class_a {
    m.acquire()
    in_a += 1
    if in_a == 1 {
        l.acquire()
    }
    m.release()

    m.acquire()
    in_a -= 1
    if in_a == 0 {
        l.release()
    }
    m.release()
}

thread class_b {
    m.acquire()
    in_b += 1
    if in_b == 1 {
        l.acquire()
    }
    m.release()

    m.acquire()
    in_b -= 1
    if in_b == 0 {
        l.release()
    }
    m.release()
}

thread idle(id) {
}

let tasks = [class_a, class_b, idle(1), idle(2)]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
