# from: SPIN-style classic: alternating-bit protocol over lossy channels
# bug: the receiver delivers all that comes, repeated messages too
# published: not found
# tasks: main + sender + receiver (a daemon), both processes; each channel loses at most 2 messages, chosen by `choose`
# note: the sender repeats after a time-out; with time-outs in their order this happens only after a loss
scenario { expect: "assert" }

let messages = 3
let losses = 2
pipe left, right                 # both ways: messages to the right, acknowledgements to the left
shared var delivered = []

process sender {
    var lost = 0
    var bit = 0
    for n in 0..messages {
        loop {
            if lost < losses and choose([false, true]) {
                lost += 1
            } else {
                left.send([bit, n])
            }
            var answer = nil
            try {
                answer = left.recv(timeout: 10ms)
            } catch timeout as e {
                continue
            }
            if answer == bit {
                break
            }
        }
        bit = 1 - bit
    }
}

daemon process receiver {
    var lost = 0
    loop {
        let m = right.recv()
        delivered.append(m[1])
        if lost < losses and choose([false, true]) {
            lost += 1
        } else {
            right.send(m[0])
        }
    }
}

receiver.start()
sender.start()
sender.join()
assert delivered == [0, 1, 2], "delivered {delivered}"
