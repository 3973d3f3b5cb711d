# from: SCTBench/CS/reorder_20_bad
# bug: two values are set one after the other; who looks between them sees half
# tasks: main + 10 setters + 10 checkers
scenario { expect: ["assert", "race"] }

var a = 0
var b = 0

thread setter(id) {
    a = 1
    b = -1
}

thread checker(id) {
    assert (a == 0 and b == 0) or (a == 1 and b == -1), "half is set"
}

let tasks = [setter(i) for i in 0..10] + [checker(i) for i in 0..10]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
