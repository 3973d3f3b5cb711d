# A process is killed while it holds a lock. Nobody waits for ever: the next one gets the lock, and is told.
#
# What to see: the clerk is killed between the two halves of a transfer. The lock is free then, but what it guards is
# only half done: the money has left one account and reached no other. So the next one who takes the lock gets the
# error `abandoned`, holds the lock all the same, and has to put things right.
#
#   conc-run scenarios/processes/abandoned_lock.cs
#   conc-run sim scenarios/processes/abandoned_lock.cs
scenario "An abandoned lock" { }

lock ledger
shared var savings = 100
shared var cash = 0

process clerk {
    with ledger {
        savings -= 10
        sleep(2s)
        cash += 10
    }
}

clerk.start()
sleep(1s)
clerk.kill()

try {
    ledger.acquire()
    print("the books are in order")
} catch abandoned as e {
    print("{e.message}: {savings} and {cash} make {savings + cash}")
    cash = 100 - savings
}
print("now {savings} and {cash}")
ledger.release()
