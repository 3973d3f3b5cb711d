thread t { sleep(1s) }
t.start()
t.join(5)
t.join(1s)
