# from: SCTBench/CS/stack_bad
# bug: the flag says that something was pushed once, not that something is there; a second pop finds nothing
# tasks: main + 2 threads, 10 rounds each
scenario { expect: "assert" }

let size = 10
var top = 0
var items = [0] * size
var flag = false
lock m

func push(x) {
    if top == size {
        return false
    }
    items[top] = x
    top += 1
    return true
}

func pop() {
    if top == 0 {
        return nil
    }
    top -= 1
    return items[top]
}

thread pusher {
    for i in 0..size {
        m.acquire()
        assert push(i), "overflow"
        flag = true
        m.release()
    }
}

thread popper {
    for i in 0..size {
        m.acquire()
        if flag {
            assert pop() != nil, "underflow"
        }
        m.release()
    }
}

pusher.start()
popper.start()
pusher.join()
popper.join()
