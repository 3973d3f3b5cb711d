# Caught: the trace: main, queue.get of q: 2.*\n.*the semantics: main, queue.get of q: 1
queue q
q.put(1)
q.put(2)
print(q.get())
