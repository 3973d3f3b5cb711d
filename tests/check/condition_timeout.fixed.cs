# … so it looks, whatever the wait came to.
scenario { expect: "ok" }

condition changed
var items = 0

thread giver {
    sleep(1ms)
    with changed { items += 1; changed.notify() }
}

giver.start()
with changed {
    if items == 0 and not changed.wait(timeout: 1ms) {
        if items > 0 { items -= 1 }
    }
}
