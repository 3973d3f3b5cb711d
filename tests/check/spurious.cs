# A wait at a condition may end without a notify: `if` is not enough.
# Options: --spurious
scenario { expect: "assert" }

condition changed
var items = 0

thread giver {
    with changed { items += 1; changed.notify() }
}

giver.start()
with changed {
    if items == 0 { changed.wait() }
    assert items == 1
}
