#!/usr/bin/env conc-run
# A traffic light and a car: one thread works the light, another obeys it.
#
# What to see: the light is green for six seconds and red for five, and so on. While it is red the car waits for
# the event `green`, without using the processor at all; the moment the lighter sets it, the car goes on.
#
#   conc-run scenarios/traffic_light.cs          24 real seconds, on real threads
#   conc-run sim scenarios/traffic_light.cs      the same story in virtual time: at once, and the same on every run
scenario "Traffic light" { stop_after: 24s }

event green(set: true)                       # the light starts green

thread lighter {
    var count = 0
    loop {
        if 5 < count <= 10 {
            green.clear()
            print("\33[41;1mred light is on...\33[0m")
        } else if count > 10 {
            green.set()
            count = 0
        } else {
            print("\33[42;1mgreen light is on...\33[0m")
        }
        sleep(1s)
        count += 1
    }
}

thread car(name) {                           # parameters make it a kind: car("MINI") makes a thread of that kind
    loop {
        if green.is_set() {
            print("[{name}] running...")
            sleep(1s)
        } else {
            print("[{name}] sees red light, waiting...")
            green.wait()
            print("[{name}] green light is on, start going...")
        }
    }
}

lighter.start()
car("MINI").start()
