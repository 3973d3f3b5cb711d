# from: Deadlock Empire/L1-lock (Insufficient Lock)
# bug: what goes up by two and down by one comes to five, lock or no lock
# tasks: main + 2 threads that loop for ever in the puzzle; 3 rounds and 1
scenario { expect: "assert" }

lock mutex
var i = 0

thread up {
    for round in 0..3 {
        with mutex {
            i += 2
            assert i != 5, "i is {i}"
        }
    }
}

thread down {
    with mutex {
        i -= 1
    }
}

up.start()
down.start()
