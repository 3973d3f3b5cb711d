# Caught: semaphore.acquire of s.*\n.*the semantics: second, semaphore.acquire of s, has to wait
semaphore s(1)
thread second {
    try { s.acquire(timeout: 1ms) } catch timeout { }
}
s.acquire()
second.start()
second.join()
