# bug: none. A thread that stands in line for a full queue is cancelled: it can go on then, which has to be seen by every way of search
# tasks: main + 2 threads
scenario { expect: "ok" }
queue q(1)
thread a { loop { q.put(1) } }
thread g { loop { q.get() } }
a.start()
g.start()
a.cancel()
a.join()
g.cancel()
