# Options: --strategy dpor
# A timer whose time is over before its thread has begun, on any machine: that it begins to wait in time comes about on real threads, too.
scenario { expect: "assert" }

atom ran(false)
timer soon after 1ns { ran.store(true) }

soon.start()
sleep(1ns)
soon.cancel()
soon.join()
assert ran.load(), "cancelled just in time"
