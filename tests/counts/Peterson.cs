# Peterson's algorithm for two (Peterson.tla).
# States: 42
scenario { expect: "ok" }
var wants = [false, false]
var turn = 0

thread proc(me) {
    let other = 1 - me
    while true {
        atomic { }                   # a0
        atomic { wants[me] = true }  # a1
        atomic { turn = other }      # a2
        await not wants[other] or turn == me                         # a3
        atomic { }                   # cs
        atomic { wants[me] = false } # a4
    }
}

let procs = [proc(me) for me in 0..2]
for t in procs { t.start() }
