# Exit status: 3
# Caught: deadlock, but waits could go on\|the semantics: waits, event.wait of e
# The one if it waits by the time of set(), as most often, the other if it comes later: both are wrong.
event e
thread waits { e.wait() }
waits.start()
sleep(20ms)
e.set()
waits.join()
