semaphore s(3)
print(s.value())
thread t { }
print(t.name())
