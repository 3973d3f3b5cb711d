# A queue carries a value from one process to another, although they share no variables.
#
# What to see: the queue is an object, and the same one in both processes; the list in it arrives as a copy. Main waits
# in `get` until the child has put something.
#
#   conc-run scenarios/processes/queue.cs
#   conc-run sim scenarios/processes/queue.cs
scenario "A queue between two processes" { }

func f(q) {
    q.put([42, nil, "hello"])
}

queue q
process p = f(q)
p.start()
print(q.get())                               # prints [42, nil, 'hello']
p.join()
