# A bounded buffer of one place as a monitor: P producers, C consumers, ITEMS each producer.
let p = int(args[0])
let c = int(args[1])
let items = int(args[2])
lock mutex
condition not_full(mutex)
condition not_empty(mutex)
var count = 0

thread producer() {
    for i in 0..items {
        with mutex {
            while count == 1 {
                not_full.wait()
            }
            count += 1
            assert count <= 1
            not_empty.notify()
        }
    }
}

thread consumer() {
    for i in 0..p * items // c {
        with mutex {
            while count == 0 {
                not_empty.wait()
            }
            assert count > 0
            count -= 1
            not_full.notify()
        }
    }
}

for i in 0..p {
    producer().start()
}
for i in 0..c {
    consumer().start()
}
