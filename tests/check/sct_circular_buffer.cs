# from: SCTBench/CS/circular_buffer_bad
# bug: the receiver counts its rounds and not what it has received; one in vain, and it expects the wrong item
# tasks: main + 2 threads, 7 rounds each
scenario { expect: "assert" }

let most = 10
let rounds = 7
var items = [0] * most
var first = 0
var next = 0
var may_send = true
var may_receive = false
lock m

func remove() {
    if next > 0 and first < most {
        first += 1
        return items[first - 1]
    }
    return -1
}

func insert(b) {
    if next < most {
        items[next] = b
        next = (next + 1) % most
    }
}

thread sender {
    for i in 0..rounds {
        m.acquire()
        if may_send {
            insert(i)
            may_send = false
            may_receive = true
        }
        m.release()
    }
}

thread receiver {
    for i in 0..rounds {
        m.acquire()
        if may_receive {
            assert remove() == i, "not the item of round {i}"
            may_receive = false
            may_send = true
        }
        m.release()
    }
}

sender.start()
receiver.start()
sender.join()
receiver.join()
