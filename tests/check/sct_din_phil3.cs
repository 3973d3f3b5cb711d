# from: SCTBench/CS/din_phil3_sat
# bug: whoever has eaten last is counted, in two steps
# tasks: main + 3 threads; what the original has in an atomic section is under one lock
scenario { expect: ["assert", "race"] }

let seats = 3
let forks = [lock() for i in 0..seats]
lock section
var eaten = 0

thread philosopher(id) {
    section.acquire()
    forks[(id + 1) % seats].acquire()
    forks[id].acquire()
    forks[id].release()
    forks[(id + 1) % seats].release()
    section.release()

    eaten += 1
    assert eaten != seats, "all have eaten"
}

let all = [philosopher(i) for i in 0..seats]
for t in all {
    t.start()
}
for t in all {
    t.join()
}
