# A timer runs its block once, after the time it was told.
#
# What to see: main does not wait while the timer runs its time: it does something else, and joins it in the end. The
# timer is alive from its start until its block has run.
#
#   conc-run scenarios/timers/hello.cs
#   conc-run sim scenarios/timers/hello.cs
scenario "Hello, after a second" { }

timer hello after 1s {
    print("hello, world")
}

print("before the start: alive {hello.is_alive()}")
hello.start()
print("the time runs: alive {hello.is_alive()}")
hello.join()                                 # without it main would end here, and the run still go on until the timer has ended
print("it has run: alive {hello.is_alive()}")
