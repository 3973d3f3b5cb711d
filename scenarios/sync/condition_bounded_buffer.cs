# What a queue does inside: a buffer of two places, guarded by one lock and two conditions that share it.
#
# What to see: the customers wait while the shelf is empty, the baker while it is full. The first loaf wakes both
# customers, but is there for one of them: `wait_for` looks again before it goes on, and so the other waits on.
# (A `queue shelf(2)` would do all of this.)
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
        sleep(100ms)
        with door {
            not_full.wait_for(func() => len(shelf) < places)
            shelf.append("loaf {n}")
            print("loaf {n} is on the shelf, {len(shelf)} there")
            not_empty.notify_all()
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
