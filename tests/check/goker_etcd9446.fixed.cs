# from: GoBench/GoKer nonblocking etcd#9446, mended
# bug: none: with a lock for readers and writers
scenario { expect: "ok" }

var buckets = {"1": true}
rwlock m

thread resetter {
    with m.write {
        for k in buckets.keys() {
            buckets.remove(k)
        }
    }
}

thread reader {
    with m.read {
        let found = buckets.get("1")
    }
}

resetter.start()
reader.start()
