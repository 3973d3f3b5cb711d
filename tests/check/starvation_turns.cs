# from: a classic: two tasks pass a turn to and fro, a third waits for one of its own
# bug: nobody ever gives it the turn it waits for
# tasks: main + 3 threads
scenario { expect: "invariant" }

atom turn(0)
eventually "the third had its turn": turn.load() == 3

thread first {
    while true {
        await turn.load() == 0
        turn.store(choose([1, 1]))
    }
}

thread second {
    while true {
        await turn.load() == 1
        turn.store(0)
    }
}

thread third {
    while turn.load() != 2 {
    }
    turn.store(3)
}

first.start()
second.start()
third.start()
