# What an object is made with stands behind its name.
queue(8) parcels
lock() m
thread(f) t { print("x") }
semaphore(f("a long argument that goes on and on", 1, 2)) tickets
a(1).b(2) c
f(1) 2
