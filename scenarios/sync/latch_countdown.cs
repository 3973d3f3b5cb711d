# A latch counts down to zero, and opens: the rocket waits until all three crews have reported.
#
# What to see: the rocket is not told who is ready, only that all are. A latch knows nothing of threads: whoever is
# done says `done`. Once at zero it stays open; `add` before that would ask for more.
#
#   conc-run scenarios/sync/latch_countdown.cs
#   conc-run sim scenarios/sync/latch_countdown.cs
scenario "Countdown" { }

latch preparations(3)

thread rocket {
    while not preparations.wait(timeout: 1s) {
        print("still waiting for {preparations.count}")
    }
    for n in reversed(1..4) {
        print("{n}...")
        sleep(1s)
    }
    print("lift-off!")
}

thread crew(job, takes) {
    sleep(takes)
    print("{job}: done")
    preparations.done()
}

rocket.start()
crew("fuel", 2.5s).start()
crew("weather", 500ms).start()
crew("coffee", 1.5s).start()
