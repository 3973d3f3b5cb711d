# An event lets any number of threads go at once: three runners wait for one gun.
#
# What to see: `wait` returns for all runners when the event is set. It stays set, so whoever comes later does not
# wait at all: Dan runs on. `clear` would make the next ones wait again.
#
#   conc-run scenarios/sync/event_start_gun.cs
#   conc-run sim scenarios/sync/event_start_gun.cs
scenario "The starting gun" { }

event gun

thread runner(name, pace) {
    print("{name} is at the line")
    gun.wait()
    sleep(pace)
    print("{name} is at the goal")
}

runner("Anna", 9.8s).start()
runner("Ben", 10.1s).start()
runner("Cleo", 9.9s).start()

sleep(3s)
print("bang!")
gun.set()

sleep(1s)
runner("Dan", 9s).start()                    # comes too late for the gun
