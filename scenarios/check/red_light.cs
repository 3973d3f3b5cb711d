# The traffic light once more: a car that has seen green, and finds red when it sets off.
#
# What to see: `is_set` tells what was true a moment ago. At six seconds the light changes while the car looks at it: in
# one order the car sees red, in the other it sees green and the light is red before it moves. To run it shows the one
# or the other; `check` shows the bad one.
#
#   conc-run check scenarios/check/red_light.cs
# Validated: no, for on real threads the car may drive on red
scenario "A car looks, and then drives" { stop_after: 9s, expect: "assert" }

event green(set: true)

thread lighter {
    sleep(6s)
    green.clear()
    sleep(5s)
    green.set()
}

thread car {
    loop {
        if green.is_set() {
            assert green.is_set(), "the car drives, and the light is red"
            sleep(1s)
        } else {
            green.wait()
        }
    }
}

lighter.start()
car.start()
