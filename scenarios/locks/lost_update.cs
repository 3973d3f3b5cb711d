# A lost update: five threads add one to a counter without a lock, and the counter ends at one.
#
# What to see: each thread reads the counter, thinks, and writes what it has read plus one. All five read 0 before the
# first of them writes, so four of the additions are lost. `counter += 1` is the same two steps with less time between
# them: it goes wrong more seldom, which is worse. The remedy is next door, in with_lock.cs.
#
# The timeline shows who reads and writes variables when it is asked to:
#
#   conc-run --trace-vars scenarios/locks/lost_update.cs
#   conc-run sim --trace-vars scenarios/locks/lost_update.cs
#
# Options: --trace-vars
scenario "A lost update" { expect: "race" }

var counter = 0

func add_one() {
    let seen = counter                       # reads ...
    sleep(100ms)                             # ... thinks ...
    counter = seen + 1                       # ... and writes, whatever the others did meanwhile
}

let adders = [thread(add_one) for n in 0..5]
for t in adders {
    t.start()
}
for t in adders {
    t.join()
}
print("five threads added one each, and the counter is {counter}")
