# The smallest race: two visitors are counted by `hits += 1`, and sometimes only one of them is.
#
# What to see: nothing, when it is run: the counter ends at 2, and may do so a thousand times. `check` tries the other
# orders too, and finds the one in which both read 0 before either writes 1.
#
#   conc-run sim scenarios/check/counter.cs
#   conc-run check scenarios/check/counter.cs
# Validated: no, for on real threads the count may be wrong
scenario "Counting visitors" { expect: ["race", "assert"] }

var hits = 0

thread visitor {
    hits += 1                                # a reading and a writing
}

thread other_visitor {
    hits += 1
}

visitor.start()
other_visitor.start()
visitor.join()
other_visitor.join()
assert hits == 2, "counted {hits} of 2"
print("{hits} visitors")
