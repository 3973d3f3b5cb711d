# Two with a lock (Lock.tla). Whoever finds it taken goes back to where it stood, which is no state of its own.
# States: 12
scenario { expect: "ok" }
var free = true

thread proc() {
    while true {
        atomic { }                   # l0
        var mine = false
        while not mine {
            atomic {                 # l1
                mine = free
                free = false
            }
        }
        atomic { }                   # cs
        atomic { free = true }       # l2
    }
}

let procs = [proc() for i in 0..2]
for t in procs { t.start() }
