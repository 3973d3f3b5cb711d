# from: SCTBench/CS/bluetooth_driver_bad, mended
# bug: none: a request is counted before it asks, and everything is under the lock
# tasks: main, which adds, + 1 thread, which stops
scenario { expect: "ok" }

var pending = 1
var stopping = false
var stopped = false
lock m

func leave() {
    with m {
        pending -= 1
        if pending == 0 and stopping {
            stopped = true
        }
    }
}

thread stop {
    with m {
        stopping = true
    }
    leave()
}

stop.start()
var entered = false
with m {
    if not stopping {
        pending += 1
        entered = true
    }
}
if entered {
    with m {
        assert not stopped, "the driver has stopped"
    }
    leave()
}
stop.join()
