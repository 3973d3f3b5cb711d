# Question and answer: a message can carry the queue that the answer is to be put into.
#
# What to see: one clerk serves all. Each customer makes a queue of its own and sends it along with the question;
# queues are handles, and handles travel through queues like any value. `task_done` and `join` tell when all is done.
#
#   conc-run scenarios/queues/reply_queue.cs
#   conc-run sim scenarios/queues/reply_queue.cs
scenario "Questions and answers" { }

queue counter

daemon thread clerk {
    for question in counter {
        sleep(500ms)
        let numbers = question["add"]
        question["reply"].put(sum(numbers))
        counter.task_done()
    }
}

thread customer(name, numbers) {
    queue reply
    counter.put({"add": numbers, "reply": reply})
    print("{name}: {numbers} add up to {reply.get()}")
}

clerk.start()
let customers = [customer("Ada", [1, 2, 3]), customer("Bo", [40, 2]), customer("Cy", [])]
for c in customers {
    c.start()
}
for c in customers {
    c.join()
}
counter.join()
print("all questions are answered")
