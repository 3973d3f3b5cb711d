# from: SCTBench/CS/sync01_bad, mended
# bug: none: the consumer takes one
scenario { expect: "ok" }

lock m
condition empty(m)
condition full(m)
var items = 1

thread producer {
    with m {
        while items > 0 {
            empty.wait()
        }
        items += 1
        full.notify()
    }
}

thread consumer {
    with m {
        while items == 0 {
            full.wait()
        }
        items -= 1
        empty.notify()
    }
}

producer.start()
consumer.start()
producer.join()
consumer.join()
