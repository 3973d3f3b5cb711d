# A queue that tells when all is done: what was taken is reported by `task_done`, and `join` waits for the last report.
#
# What to see: the queue is empty long before the work is done: an item is out of it as soon as a worker has it. `join`
# waits until every item that was put was also reported. The workers are daemons; nobody has to tell them to stop.
#
#   conc-run scenarios/queues/task_done.cs
#   conc-run sim scenarios/queues/task_done.cs
scenario "All done" { }

queue dishes

daemon thread washer(n) {
    for dish in dishes {
        sleep(1s)
        print("{dish} is clean")
        dishes.task_done()
    }
}

washer(1).start()
washer(2).start()
for dish in ["a plate", "a cup", "a spoon"] {
    dishes.put(dish)
}
sleep(1.5s)
print("is the queue empty? {dishes.empty()}")
dishes.join()
print("the kitchen is closed")
