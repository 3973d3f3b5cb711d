Thread t { print("t") }
mutex m
semafore s(3)
t.start()
