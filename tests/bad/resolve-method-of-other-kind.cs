event e
e.acquire()
lock m
m.set()
