# Two wait for each other when main ends the run.
scenario { expect: "deadlock" }

lock a
lock b

thread up {
    with a {
        sleep(10ms)
        with b {
        }
    }
}

thread down {
    with b {
        sleep(10ms)
        with a {
        }
    }
}

up.start()
down.start()
sleep(1s)
exit(0)
