# A queue of no places is a rendezvous: who gives waits until somebody takes, and the other way round.
#
# What to see: the runner cannot put the baton down. It waits with the baton in its hand until the next one is there to
# take it, so that both are at the same place at the same moment: `put` and `get` end together.
#
#   conc-run scenarios/queues/rendezvous.cs
#   conc-run sim scenarios/queues/rendezvous.cs
scenario "Handing over the baton" { }

queue hand_over(0)

thread first_runner {
    sleep(1s)
    print("the first runner arrives, nobody there yet")
    hand_over.put("the baton")
    print("the first runner is free")
}

thread second_runner {
    sleep(3s)
    let thing = hand_over.get()
    print("the second runner has {thing}, and runs")
}

first_runner.start()
second_runner.start()
