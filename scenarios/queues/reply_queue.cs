# Question and answer: a message can carry the queue that the answer is to be put into.
#
# What to see: one clerk serves all. Each customer makes a queue of its own and sends it along with the question;
# queues are handles, and handles travel through queues like any value.
#
#   conc-run scenarios/queues/reply_queue.cs
#   conc-run sim scenarios/queues/reply_queue.cs
scenario "Questions and answers" { }

queue counter

daemon thread clerk {
    for numbers, reply in counter {          # takes each message apart
        sleep(500ms)
        reply.put(sum(numbers))
    }
}

thread customer(name, numbers) {
    queue reply
    counter.put([numbers, reply])
    print("{name}: {numbers} add up to {reply.get()}")
}

clerk.start()
customer("Ada", [1, 2, 3]).start()
customer("Bo", [40, 2]).start()
customer("Cy", []).start()
