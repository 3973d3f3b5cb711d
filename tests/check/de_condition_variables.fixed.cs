# from: Deadlock Empire/C1-conditionVariables (Condition Variables), mended
# bug: none: who was woken looks again, and there is one for each
scenario { expect: "ok" }

condition mutex
var items = []

thread consumer(id) {
    with mutex {
        while len(items) == 0 {
            mutex.wait()
        }
        items.pop(0)
    }
}

thread producer {
    for n in 0..2 {
        with mutex {
            items.append(n)
            mutex.notify_all()
        }
    }
}

consumer(1).start()
consumer(2).start()
producer.start()
