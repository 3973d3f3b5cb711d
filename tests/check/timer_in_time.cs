# Options: --strategy dpor
# A timer that is cancelled at the very moment at which it is due may or may not have run.
scenario { expect: "assert" }

atom ran(false)
timer late after 1ms { ran.store(true) }

late.start()
sleep(1ms)
late.cancel()
late.join()
assert ran.load(), "cancelled just in time"
