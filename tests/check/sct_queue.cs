# from: SCTBench/CS/queue_bad
# bug: the receiver counts its rounds and not what it has taken; one in vain, and it compares with the wrong item
# tasks: main + 2 threads, 20 rounds each
# Options: --until-found
scenario { expect: "assert" }

let size = 20
var element = [0] * (size + 1)
var head = 0
var tail = 0
var amount = 0
var stored = [0] * size
var may_put = true
var may_take = false
lock m

func enqueue(x) {
    element[tail] = x
    amount += 1
    if tail == size {
        tail = 1
    } else {
        tail += 1
    }
}

func dequeue() {
    let x = element[head]
    amount -= 1
    if head == size {
        head = 1
    } else {
        head += 1
    }
    return x
}

thread sender {
    var value = 0
    m.acquire()
    enqueue(value)
    stored[0] = value
    assert head != tail
    m.release()
    for i in 0..size - 1 {
        m.acquire()
        if may_put {
            value += 1
            enqueue(value)
            stored[i + 1] = value
            may_put = false
            may_take = true
        }
        m.release()
    }
}

thread receiver {
    for i in 0..size {
        m.acquire()
        if may_take {
            assert dequeue() == stored[i], "not the item of round {i}"
            may_take = false
            may_put = true
        }
        m.release()
    }
}

sender.start()
receiver.start()
sender.join()
receiver.join()
