# from: a classic: two tasks pass a turn to and fro, a third waits for one of its own
# bug: none: each hands it on to the next
# tasks: main + 3 threads
scenario { expect: "ok" }

atom turn(0)
eventually "the third had its turn": turn.load() == 3

thread first {
    await turn.load() == 0
    turn.store(1)
}

thread second {
    await turn.load() == 1
    turn.store(2)
}

thread third {
    while turn.load() != 2 {
    }
    turn.store(3)
}

first.start()
second.start()
third.start()
