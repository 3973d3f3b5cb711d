# … and `while` is.
# Options: --spurious
scenario { expect: "ok" }

condition changed
var items = 0

thread giver {
    with changed { items += 1; changed.notify() }
}

giver.start()
with changed {
    while items == 0 { changed.wait() }
    assert items == 1
}
