# from: JaConTeBe/pool3 (POOL-149), mended
# bug: none: it looks, with the lock held, whether it was notified already
# tasks: main + 2 threads
scenario { expect: "ok" }

let most = 1
var active = 1                   # the pool is exhausted
var queued = 0
var may_create = false
lock store
condition latch

func allocate() {
    if queued > 0 and active < most {
        queued -= 1
        with latch {
            may_create = true
            latch.notify()
        }
    }
}

thread borrower {
    with store {
        queued += 1
        allocate()
    }
    with latch {
        while not may_create {
            latch.wait()
        }
        assert may_create
    }
}

thread returner {
    with store {
        active -= 1
        allocate()
    }
}

borrower.start()
returner.start()
borrower.join()
returner.join()
