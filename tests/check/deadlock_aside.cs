# Two wait for each other for ever, while a third goes on.
scenario { expect: "deadlock", stop_after: 1s }

lock a
lock b

thread up {
    with a {
        with b {
        }
    }
}

thread down {
    with b {
        with a {
        }
    }
}

thread clock {
    loop {
        sleep(100ms)
    }
}

up.start()
down.start()
clock.start()
