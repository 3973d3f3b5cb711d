# A semaphore with three tickets: eight workers want the machine room, three at a time get in.
#
# What to see: a worker that finds no ticket left waits until one of the three inside gives its own back. `with` takes a
# ticket, and gives it back on every way out. So eight jobs of one second take three seconds.
#
#   conc-run scenarios/sync/semaphore_workers.cs
#   conc-run sim scenarios/sync/semaphore_workers.cs
scenario "Three at a time" { }

semaphore tickets(3)

thread worker(n) {
    with tickets {
        print("worker {n} goes in")
        sleep(1s)
    }
}

for n in 1..9 {
    worker(n).start()
}
