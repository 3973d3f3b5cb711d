# from: a classic: two tasks that each wait for the other to give up first
# bug: none: the right one gives up first
# tasks: main + 2 threads
scenario { expect: "ok" }

atom left_wants(true)
atom right_wants(true)

thread left {
    while right_wants.load() {
    }
    left_wants.store(false)
}

thread right {
    right_wants.store(false)
    while left_wants.load() {
    }
}

left.start()
right.start()
