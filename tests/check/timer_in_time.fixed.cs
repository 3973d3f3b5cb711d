# Options: --strategy dpor
# Whether it ran or not, it is over.
scenario { expect: "ok" }

atom ran(false)
timer late after 1ms { ran.store(true) }

late.start()
sleep(1ms)
late.cancel()
let before = late.is_alive()
late.join()
assert ran.load() or not before, "it was to run, and did not"
