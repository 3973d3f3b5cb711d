# from: Deadlock Empire/S2-producerConsumer (Producer-Consumer), mended
# bug: none: it says so afterwards
scenario { expect: "ok" }

semaphore filled(0)
var items = []

thread producer {
    items.append("dragon")
    filled.release()
}

thread consumer {
    filled.acquire()
    assert len(items) > 0, "nothing there"
    items.pop(0)
}

producer.start()
consumer.start()
