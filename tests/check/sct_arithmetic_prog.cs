# from: SCTBench/CS/arithmetic_prog_bad
# bug: the sum is what it should not be
# tasks: main + 2 threads, 3 rounds
scenario { expect: "assert" }

let rounds = 3
lock m
condition empty(m)
condition full(m)
var items = 0
var total = 0
var done = false

thread producer {
    for i in 0..rounds {
        with m {
            while items > 0 {
                empty.wait()
            }
            items += 1
            full.notify()
        }
    }
}

thread consumer {
    for i in 0..rounds {
        with m {
            while items == 0 {
                full.wait()
            }
            total += i
            items -= 1
            empty.notify()
        }
    }
    total += rounds
    done = true
}

producer.start()
consumer.start()
producer.join()
consumer.join()
if done {
    assert total != rounds * (rounds + 1) // 2, "the total is {total}"
}
