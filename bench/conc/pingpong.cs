# N hand-overs between two threads: pingpong.cs -- event|cond|queue N
let n = int(args[1])
let half = n // 2

let events = [event(set: true), event()]
func by_event(me) {
    let mine = events[me]
    let other = events[1 - me]
    for i in 0..half {
        mine.wait()
        mine.clear()
        other.set()
    }
}

condition c
var turn = 0
func by_cond(me) {
    for i in 0..half {
        with c {
            while turn != me { c.wait() }
            turn = 1 - me
            c.notify()
        }
    }
}

let queues = [queue(), queue()]
func by_queue(me) {
    let mine = queues[me]
    let other = queues[1 - me]
    for i in 0..half { other.put(mine.get()) }
}

let side = {"event": by_event, "cond": by_cond, "queue": by_queue}[args[0]]
queues[0].put(0)
let begin = now()
let both = [thread(side, [me]) for me in 0..2]
for t in both { t.start() }
for t in both { t.join() }
let took = (now() - begin).seconds()
print("t={took:.6f} check={n} ns_op={took / n * 1e9:.1f}")
