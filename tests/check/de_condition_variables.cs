# from: Deadlock Empire/C1-conditionVariables (Condition Variables)
# bug: who was woken does not look again whether there is something: another may have come first
# tasks: main + 2 consumers that loop for ever in the puzzle + 1 producer
scenario { expect: ["assert", "deadlock"] }

condition mutex
var items = []

thread consumer(id) {
    with mutex {
        if len(items) == 0 {
            mutex.wait()
        }
        assert len(items) > 0, "nothing there"
        items.pop(0)
    }
}

thread producer {
    with mutex {
        items.append(42)
        mutex.notify_all()
    }
}

consumer(1).start()
consumer(2).start()
producer.start()
