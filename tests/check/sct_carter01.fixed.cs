# from: SCTBench/CS/carter01_bad, mended
# bug: none: l is a semaphore that is taken before m, by whoever wants to be the first of its class
# tasks: main + 2 threads
scenario { expect: "ok" }

var in_a = 0
var in_b = 0
lock m
semaphore l(1)

thread class_a {
    l.acquire()
    with m {
        in_a += 1
        assert in_b == 0
    }
    with m {
        in_a -= 1
    }
    l.release()
}

thread class_b {
    l.acquire()
    with m {
        in_b += 1
        assert in_a == 0
    }
    with m {
        in_b -= 1
    }
    l.release()
}

class_a.start()
class_b.start()
class_a.join()
class_b.join()
