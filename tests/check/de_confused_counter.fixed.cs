# from: Deadlock Empire/4-confusedCounter (Confused Counter), mended
# bug: none: both are counted in one step
scenario { expect: "ok" }

var first = 0
var second = 0

thread one {
    atomic {
        first += 1
        second += 1
        assert not (second == 2 and first != 2)
    }
}

thread two {
    atomic {
        first += 1
        second += 1
    }
}

one.start()
two.start()
