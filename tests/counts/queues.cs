# A queue that is used for ever and never waited for: three amounts in it, and who gets an item may have to say so yet.
# States: 6
scenario { expect: "ok" }
queue jobs(2)

thread producer {
    while true { jobs.put(1) }
}

thread consumer {
    while true {
        jobs.get()
        jobs.task_done()
    }
}

producer.start()
consumer.start()
