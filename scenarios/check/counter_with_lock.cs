# The counter of counter.cs with a lock around the change: every order that differs was tried, and none goes wrong.
#
# What to see: `check` says `verified`. Who holds the lock reads and writes; nobody else gets between the two.
#
#   conc-run check scenarios/check/counter_with_lock.cs
scenario "Counting visitors, with a lock" { }

var hits = 0
lock door

thread visitor {
    with door { hits += 1 }
}

thread other_visitor {
    with door { hits += 1 }
}

visitor.start()
other_visitor.start()
visitor.join()
other_visitor.join()
assert hits == 2, "counted {hits} of 2"
print("{hits} visitors")
