# from: a classic: two tasks and a turn that goes from one to the other
# bug: none: the regular one gives the turn away, and gets it back only from the guest
# tasks: main + 2 threads
scenario { expect: "ok" }

atom served(0)
atom turn(0)
eventually "the guest was served": served.load() > 0

thread regular {
    while true {
        turn.compare_exchange(0, 1)
    }
}

thread guest {
    while true {
        if turn.load() == 1 {
            served.store(1)
            turn.store(0)
        }
    }
}

regular.start()
guest.start()
