# A watchdog that is far behind what it watches: so it seems, while time is exact.
# Options: --time loose
scenario { expect: "assert" }

var done = false
lock m

timer watchdog after 1s {
    with m { assert done }
}

watchdog.start()
work(1ms)
with m { done = true }
