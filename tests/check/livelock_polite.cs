# from: a classic: two tasks that each wait for the other to give up first
# bug: both look, see that the other one still wants, and look again
# tasks: main + 2 threads
scenario { expect: "livelock" }

atom left_wants(true)
atom right_wants(true)

thread left {
    while right_wants.load() {
    }
    left_wants.store(false)
}

thread right {
    while left_wants.load() {
    }
    right_wants.store(false)
}

left.start()
right.start()
