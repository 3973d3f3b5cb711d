# from: GoBench/GoKer nonblocking etcd#9446
# bug: a buffer is emptied while another reads in it
# published: GoKer gives no rate
# tasks: main + 2 threads
scenario { expect: "race" }

var buckets = {"1": true}

thread resetter {
    for k in buckets.keys() {
        buckets.remove(k)
    }
}

thread reader {
    let found = buckets.get("1")
}

resetter.start()
reader.start()
