# from: SCTBench/CS/token_ring_bad
# bug: the three take each other's value in any order; only in that of the ring are all the same
# tasks: main + 4 threads; what the original has in atomic sections is under one lock
scenario { expect: "assert" }

var x1 = 1
var x2 = 2
var x3 = 1
var flag1 = false
var flag2 = false
var flag3 = false
lock m

thread first {
    m.acquire()
    x1 = (x3 + 1) % 4
    flag1 = true
    m.release()
}

thread second {
    m.acquire()
    x2 = x1
    flag2 = true
    m.release()
}

thread third {
    m.acquire()
    x3 = x2
    flag3 = true
    m.release()
}

thread checker {
    m.acquire()
    if flag1 and flag2 and flag3 {
        assert x1 == x2 and x2 == x3, "{x1}, {x2}, {x3}"
    }
    m.release()
}

first.start()
second.start()
third.start()
checker.start()
