lock m
if m.acquire(False) { print("got it") }
if m.acquire(false) { print("got it") }
