# from: Deadlock Empire/4-confusedCounter (Confused Counter)
# bug: two counters are counted up in steps of their own: the second can be at two while the first has lost one
# tasks: main + 2 threads
scenario { expect: ["assert", "race"] }

var first = 0
var second = 0

thread one {
    first += 1
    second += 1
    assert not (second == 2 and first != 2), "first {first}"
}

thread two {
    first += 1
    second += 1
}

one.start()
two.start()
