queue q
print(q.qsize())
thread t { print("t") }
t.setDaemon(True)
t.setName("worker")
print(t.getName(), t.isAlive())
condition c
with c { c.notifyAll() }
