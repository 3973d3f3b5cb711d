# from: SCTBench/CS/reorder_3_bad; with other arguments reorder_4_bad, 5, 10, 20, 50 and 100
# bug: two values are set one after the other; who looks between them sees half
# tasks: main + 2 setters + 1 checker, or as many as the arguments say
scenario { expect: ["assert", "race"], args: ["2", "1"] }

let setters = int(args[0])
let checkers = int(args[1])
var a = 0
var b = 0

thread setter(id) {
    a = 1
    b = -1
}

thread checker(id) {
    assert (a == 0 and b == 0) or (a == 1 and b == -1), "half is set"
}

let tasks = [setter(i) for i in 0..setters] + [checker(i) for i in 0..checkers]
for t in tasks {
    t.start()
}
for t in tasks {
    t.join()
}
