# Caught: semaphore.acquire of s.*\n.*the semantics: second, semaphore.acquire of s, has to wait
semaphore s(1)
thread second { s.acquire() }
s.acquire()
second.start()
sleep(10ms)
s.release()
second.join()
