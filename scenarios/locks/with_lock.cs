# No lost update: five threads add one to a counter, each while holding the lock, and the counter ends at five.
#
# What to see: the same reading, thinking and writing as in lost_update.cs. Now only the holder of the lock is between
# the reading and the writing, so nobody can come in between; the price is that they do it one after the other.
#
#   conc-run scenarios/locks/with_lock.cs
#   conc-run sim scenarios/locks/with_lock.cs
scenario "No lost update" { }

var counter = 0
lock guard

func add_one() {
    with guard {                             # taken here, and given back on every way out of the block
        let seen = counter
        sleep(100ms)
        counter = seen + 1
    }
}

let adders = [thread(add_one) for n in 0..5]
for t in adders {
    t.start()
}
for t in adders {
    t.join()
}
print("five threads added one each, and the counter is {counter}")
