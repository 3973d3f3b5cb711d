lock m
m.lock()
m.unlock()
if m.try_lock() { print("got it") }
