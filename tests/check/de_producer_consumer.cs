# from: Deadlock Empire/S2-producerConsumer (Producer-Consumer)
# bug: the producer says that there is something before it has put it there
# tasks: main + 2 threads that loop for ever in the puzzle; 1 round
scenario { expect: ["assert", "race"] }

semaphore filled(0)
var items = []

thread producer {
    filled.release()
    items.append("dragon")
}

thread consumer {
    filled.acquire()
    assert len(items) > 0, "nothing there"
    items.pop(0)
}

producer.start()
consumer.start()
