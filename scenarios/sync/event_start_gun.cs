# An event lets any number of threads go at once: three runners wait for one gun.
#
# What to see: `wait` returns for all runners when the event is set, and at once for whoever comes later; the late
# runner does not stand at the line at all. `clear` would make it false again.
#
#   conc-run scenarios/sync/event_start_gun.cs
#   conc-run sim scenarios/sync/event_start_gun.cs
scenario "The starting gun" { }

event gun

thread runner(name, pace) {
    print("{name} is at the line")
    gun.wait()
    sleep(pace)
    print("{name} arrives at {now():.1f} s")
}

runner("Anna", 9800ms).start()
runner("Ben", 10100ms).start()
runner("Cleo", 9900ms).start()

sleep(3s)
print("bang!")
gun.set()

sleep(1s)
runner("Dan, who is late,", 9s).start()
