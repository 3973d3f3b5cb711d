# Exit status: 3
# Caught: deadlock, but waits could go on
event e
thread waits { e.wait() }
waits.start()
sleep(20ms)
e.set()
waits.join()
