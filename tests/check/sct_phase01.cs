# from: SCTBench/CS/phase01_bad
# bug: the first to come takes x a second time and keeps it
# tasks: main + 2 threads
scenario { expect: "deadlock" }

lock x
lock y

thread worker(id) {
    x.acquire()
    x.release()
    x.acquire()
    y.acquire()
    y.release()
    y.acquire()
    y.release()
}

let all = [worker(1), worker(2)]
for t in all {
    t.start()
}
for t in all {
    t.join()
}
