# from: SCTBench/CS/lazy01_bad
# bug: with both additions done, the third task fails
# tasks: main + 3 threads
scenario { expect: "assert" }

lock m
var data = 0

thread one {
    with m {
        data += 1
    }
}

thread two {
    with m {
        data += 2
    }
}

thread three {
    with m {
        assert data < 3
    }
}

one.start()
two.start()
three.start()
