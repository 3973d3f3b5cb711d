# from: GoBench/GoKer nonblocking etcd#8194
# bug: one test changes the rate that the lessor of another, still running, reads
# published: GoKer gives no rate
# tasks: main + 2 threads, 2 rounds
scenario { expect: "race" }

var rate = 1000

daemon thread lessor {
    for i in 0..2 {
        if 1 > rate // 2 {
            return
        }
        sleep(500ms) # it is a daemon: the run ends long before, on slow machines, too
    }
}

thread other_test {
    let old = rate
    rate = 10
    rate = old
}

lessor.start()
other_test.start()
