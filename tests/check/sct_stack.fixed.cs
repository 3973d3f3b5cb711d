# from: SCTBench/CS/stack_bad, mended
# bug: none: who takes looks whether there is something, and not whether there ever was
# note: 3 rounds instead of 10, so that all orders can be tried
# tasks: main + 2 threads, 3 rounds each
scenario { expect: "ok" }

let size = 3
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
        if top > 0 {
            assert pop() != nil, "underflow"
        }
        m.release()
    }
}

pusher.start()
popper.start()
pusher.join()
popper.join()
