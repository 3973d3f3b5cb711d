# A deadlock of two processes, each with a lock that the other waits for, is found and ends the run.
# Exit status: 3
lock left
lock right
barrier both(2)
process a { with left { both.wait(); with right { print("not this") } } }
process b { with right { both.wait(); with left { print("not this") } } }
a.start()
b.start()
print("main is over")
