thread t { sleep(1s) }
t.start()
while t.is_alive { sleep(10ms) }
queue q
print(q.size)
