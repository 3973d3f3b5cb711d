event e
queue q
lock m
thread t { }
if e { print(1) }
while not q.empty() and q { q.get() }
if not m { print(1) } else if t { print(2) }
await e
invariant "set": e
