# For the simulator: a producer and a consumer over a queue of CAP, N items: store.cs -- CAP N
let n = int(args[1])
queue store(int(args[0]))

thread producer {
    for i in 0..n {
        sleep(1s * (1 + i // 50 % 3))
        store.put(i)
    }
}

thread consumer {
    var h = 0
    for i in 0..n {
        h += store.get()
        sleep(1s * (1 + i // 70 % 3))
    }
    print("check={h}/{now() // 1s}")
}

producer.start()
consumer.start()
