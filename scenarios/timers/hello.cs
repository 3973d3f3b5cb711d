# A timer runs its block once, after the time it was told.
#
# What to see: main does not wait for the timer; it has nothing left to do and ends. The run goes on until the timer,
# too, has ended: after one second it says hello.
#
#   conc-run scenarios/timers/hello.cs
#   conc-run sim scenarios/timers/hello.cs
scenario "Hello, after a second" { }

timer hello after 1s {
    print("hello, world")
}

hello.start()
print("main is done")
