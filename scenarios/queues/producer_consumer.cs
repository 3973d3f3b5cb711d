# Producer and consumers over a queue: one makes buns, two eat them, and the queue keeps them all in step.
#
# What to see: the queue holds three buns. The producer is quicker than the consumers, so it soon waits for room; when
# it closes the queue, the consumers take what is left, and their `for` ends. No event, no lock, no counting.
#
#   conc-run scenarios/queues/producer_consumer.cs
#   conc-run sim scenarios/queues/producer_consumer.cs
scenario "Producer and consumers" { }

queue buns(3)

thread producer {
    for n in 1..9 {
        sleep(200ms)
        buns.put("bun {n}")
        print("made bun {n}")
    }
    buns.close()
    print("no more buns today")
}

thread consumer(name) {
    for bun in buns {                        # waits for each; ends when the queue is closed and empty
        print("{name} eats {bun}")
        sleep(1s)
    }
    print("{name} goes home")
}

producer.start()
consumer("Tom").start()
consumer("Lea").start()
