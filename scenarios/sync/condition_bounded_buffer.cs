# What a queue does inside: a buffer of two places, guarded by one lock and two conditions that share it.
#
# What to see: the baker waits while the shelf is full, the customers while it is empty. `wait_for` waits until its
# function says yes: whoever is woken looks again before going on. (A `queue shelf(2)` would do all of this.)
#
#   conc-run scenarios/sync/condition_bounded_buffer.cs
#   conc-run sim scenarios/sync/condition_bounded_buffer.cs
scenario "A shelf with two places" { }

let places = 2
var shelf = []
lock door
condition not_full(door)
condition not_empty(door)

thread baker {
    for n in 1..7 {
        sleep(300ms)
        with door {
            not_full.wait_for(func() => len(shelf) < places)
            shelf.append("loaf {n}")
            print("baker: loaf {n} is on the shelf, {len(shelf)} there")
            not_empty.notify()
        }
    }
}

thread customer(name) {
    for n in 0..3 {
        with door {
            not_empty.wait_for(func() => len(shelf) > 0)
            print("{name} takes {shelf.pop(0)}")
            not_full.notify()
        }
        sleep(1s)
    }
}

baker.start()
customer("Ida").start()
customer("Jon").start()
