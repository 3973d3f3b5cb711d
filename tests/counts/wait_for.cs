# wait_for without a time-out asks no clock: what goes round for ever comes back to states that were there.
# States: 40
# Remark: races only between accesses that can both come next
scenario { expect: "ok" }

lock m
condition c(m)
var full = false

thread heart {
    loop {
        with m { full = true; c.notify_all() }
        sleep(1s)
    }
}
thread ear {
    loop {
        with m { c.wait_for(func() => full); full = false }
    }
}
heart.start()
ear.start()
