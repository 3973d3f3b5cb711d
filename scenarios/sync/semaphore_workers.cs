# A semaphore with three tickets: eight workers want the machine room, three at a time get in.
#
# What to see: there are never more than three inside, however many come. A fourth waits until one of the three has
# given its ticket back. `with` takes a ticket, and gives it back on every way out.
#
#   conc-run scenarios/sync/semaphore_workers.cs
#   conc-run sim scenarios/sync/semaphore_workers.cs
scenario "Three at a time" { }

semaphore tickets(3)
atom inside(0)

thread worker(n) {
    with tickets {
        print("{now():.0f} s: worker {n} goes in, {inside.add(1)} inside")
        sleep(1s)
        inside.add(-1)
    }
}

let workers = [worker(n) for n in 1..9]
for w in workers {
    w.start()
}
for w in workers {
    w.join()
}
print("eight jobs of one second, three at a time: {now():.0f} s")
