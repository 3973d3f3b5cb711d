# from: SCTBench/CS/lazy01_bad
# bug: with both additions done, the third task fails
# tasks: main + 3 threads
scenario { expect: "assert" }

lock m
var data = 0

thread one {
    m.acquire()
    data += 1
    m.release()
}

thread two {
    m.acquire()
    data += 2
    m.release()
}

thread three {
    m.acquire()
    assert data < 3
    m.release()
}

let tasks = [one, two, three]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
