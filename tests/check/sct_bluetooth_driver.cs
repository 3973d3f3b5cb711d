# from: SCTBench/CS/bluetooth_driver_bad (S. Qadeer, D. Wu, KISS)
# bug: who asks whether it stops, and only then counts itself, may be counted after the driver has stopped
# tasks: main, which adds, + 1 thread, which stops; what the original has in atomic sections is under one lock
# note: as in the original a request that comes too late takes one off that was not added
scenario { expect: ["assert", "race"] }

var pending = 1
var stopping = false
var idle = false
var stopped = false
lock m

func enter() {
    if stopping {
        return false
    }
    m.acquire()
    pending += 1
    m.release()
    return true
}

func leave() {
    m.acquire()
    pending -= 1
    let left = pending
    m.release()
    if left == 0 {
        idle = true
    }
}

thread stop {
    stopping = true
    leave()
    if idle {
        stopped = true
    }
}

stop.start()
if enter() {
    assert not stopped, "the driver has stopped"
}
leave()
stop.join()
