# A lock that its holder may take again: `total` locks the till and calls `count`, which locks it too.
#
# What to see: an rlock counts how often its holder took it (its depth), and is free when it was given back as often:
# Noah waits until Mia has counted both drawers. With a plain `lock till` in its place, `total` would wait for itself
# for ever: try it, the run ends with status 3 and says why.
#
#   conc-run scenarios/locks/reentrant.cs
#   conc-run sim scenarios/locks/reentrant.cs
scenario "A lock taken twice" { }

rlock till
let drawers = {"coins": [1, 2, 2, 5], "notes": [10, 20, 50]}

func count(drawer) {
    with till {
        sleep(100ms)
        return sum(drawers[drawer])
    }
}

func total() {
    with till {                              # nobody else counts while the two drawers are added up
        return count("coins") + count("notes")
    }
}

thread clerk(name) {
    print("{name} finds {total()} in the till")
}

clerk("Mia").start()
clerk("Noah").start()
