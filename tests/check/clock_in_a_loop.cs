# bug: a loop that looks at the clock ends in time, and what comes then is tried; it is no state of before, for it is later
# tasks: main + 2 threads
scenario { expect: "assert" }

var order = []
lock guard

thread t(id) {
    while now() < 1s { sleep(250ms) }
    for k in 0..2 {
        with guard { order.append(id) }
    }
}

let all = [t(i) for i in 0..2]
for x in all { x.start() }
for x in all { x.join() }
assert order != [1, 0, 0, 1], "the rare order"
