# Caught: the trace: second, lock.acquire of l.*\n.*the semantics: second, lock.acquire of l, has to wait, main
lock l
thread second { l.acquire() }
l.acquire()
second.start()
second.join()
