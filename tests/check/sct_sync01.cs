# from: SCTBench/CS/sync01_bad
# bug: the place is full from the beginning, and who could empty it does not
# tasks: main + 2 threads
scenario { expect: "deadlock" }

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
        empty.notify()
    }
}

producer.start()
consumer.start()
producer.join()
consumer.join()
