# A sleep that is taken for long enough: right while time is exact.
# Options: --time loose
scenario { expect: "assert" }

var ready = false
lock m

thread worker {
    sleep(1ms)
    with m { ready = true }
}

worker.start()
sleep(1s)
with m { assert ready }
