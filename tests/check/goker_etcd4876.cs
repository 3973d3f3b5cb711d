# from: GoBench/GoKer nonblocking etcd#4876
# bug: a test sets how often progress is told, while it may already be told
# published: GoKer gives no rate
# tasks: main + 2 threads
scenario { expect: "race" }

var interval = 10s

thread test {
    interval = 3s
}

thread sender {
    let ticks = interval
}

test.start()
sender.start()
