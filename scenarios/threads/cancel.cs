# A thread is asked to stop: `cancel` raises the error `cancelled` where the thread waits, now or next.
#
# What to see: the cook is interrupted in the middle of a sleep. It can catch the error to tidy up, its `finally` runs,
# and the lock of the kitchen is given back on the way out. The washer catches nothing, and ends quietly.
#
#   conc-run scenarios/threads/cancel.cs
#   conc-run sim scenarios/threads/cancel.cs
scenario "Cancelling a thread" { }

lock kitchen

thread cook {
    try {
        with kitchen {
            for dish in ["soup", "fish", "pudding"] {
                print("{dish} on the fire")
                sleep(2s)
                print("{dish} is ready")
            }
        }
    } catch cancelled {
        print("what, no more guests?")
    } finally {
        print("the apron is off")
    }
}

thread washer {
    loop {
        sleep(1s)
        print("another plate")
    }
}

cook.start()
washer.start()
sleep(3.5s)
print("we are closing")
cook.cancel()
washer.cancel()
cook.join()
washer.join()
print("is the kitchen locked? {kitchen.locked()}")
