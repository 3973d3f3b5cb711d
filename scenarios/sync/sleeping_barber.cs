# The sleeping barber: three chairs, one barber, and customers who leave when there is no chair.
#
# What to see: the barber sleeps until somebody sits down: a `get` of an empty queue. The waiting room is a queue of
# three places; who finds it full does not wait. `put_nowait` says so by the error `full`.
#
#   conc-run scenarios/sync/sleeping_barber.cs
#   conc-run sim scenarios/sync/sleeping_barber.cs
scenario "The sleeping barber" { }

queue chairs(3)

thread barber {
    for name in chairs {
        print("the barber cuts {name}'s hair")
        sleep(1s)
    }
    print("the shop is closed")
}

barber.start()
for name in ["Ole", "Pia", "Quin", "Rosa", "Sam", "Tess", "Udo"] {
    sleep(300ms)
    try {
        chairs.put_nowait(name)
        print("{name} takes a chair")
    } catch full {
        print("{name} finds no chair and leaves")
    }
}
chairs.close()
