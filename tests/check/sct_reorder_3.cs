# from: SCTBench/CS/reorder_3_bad
# bug: two values are set one after the other; who looks between them sees half
# tasks: main + 2 setters + 1 checker
scenario { expect: ["assert", "race"] }

var a = 0
var b = 0

thread setter(id) {
    a = 1
    b = -1
}

thread checker {
    assert (a == 0 and b == 0) or (a == 1 and b == -1)
}

setter(1).start()
setter(2).start()
checker.start()
