# A timer that comes again and again: every half second, until it is cancelled.
#
# What to see: the beats come at 0.5, 1.0, 1.5 seconds and so on, though each of them takes 100 ms of work: the next
# one is counted from when the last was due, not from when it was done. A beat does not drift.
#
#   conc-run scenarios/timers/every.cs
#   conc-run sim scenarios/timers/every.cs
scenario "A steady beat" { }

timer beat every 500ms {
    print("beat")
    work(100ms)
}

beat.start()
sleep(2.2s)
beat.cancel()
print("silence")
