# Question and answer between processes: a message carries the queue that the answer is to be put into.
#
# What to see: one process answers all. Each customer makes a queue of its own and sends it along with the question:
# queues are handles, and handles travel through queues, to processes too that were there before the queue was.
#
#   conc-run scenarios/processes/reply_queues.cs
#   conc-run sim scenarios/processes/reply_queues.cs
scenario "Reply queues" { }

queue counter

daemon process clerk {
    for question in counter {
        sleep(500ms)
        question["reply"].put(sum(question["add"]))
    }
}

process customer(name, numbers) {
    queue reply
    counter.put({"add": numbers, "reply": reply})
    print("{name}'s numbers add up to {reply.get()}")
}

clerk.start()
let customers = [customer(name, numbers) for name, numbers in {"Ada": [1, 2, 3], "Bo": [40, 2], "Cy": []}]
for c in customers {
    c.start()
}
for c in customers {
    c.join()                                 # main is the clerk's parent: when it ends, its daemons stop
}
