# A timer that is cancelled before it is due never runs.
#
# What to see: the bomb would go off after three seconds; after two, it is cancelled. The run ends right then, for a
# cancelled timer is at its end: nobody waits for the third second.
#
#   conc-run scenarios/timers/cancelled.cs
#   conc-run sim scenarios/timers/cancelled.cs
scenario "Just in time" { }

timer bomb after 3s {
    print("boom!")
}

bomb.start()
for n in 0..2 {
    print("tick")
    sleep(1s)
}
bomb.cancel()
bomb.join()
print("the red wire is cut, the timer is alive: {bomb.is_alive()}")
