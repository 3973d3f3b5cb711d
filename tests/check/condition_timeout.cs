# Whoever has waited in vain has to take the lock again, and others may come first: that there was no notify does not mean that nothing is there.
scenario { expect: "assert" }

condition changed
var items = 0

thread giver {
    sleep(1ms)
    with changed { items += 1; changed.notify() }
}

giver.start()
with changed {
    if items == 0 and not changed.wait(timeout: 1ms) {
        assert items == 0
    }
}
