# from: GoBench/GoKer nonblocking kubernetes#77796, mended
# bug: none: it is read under the lock, too
scenario { expect: "ok" }

var watchers = [1, 2]
rwlock m

thread dispatcher(id) {
    with m.write {
        watchers = []
    }
    with m.read {
        for w in watchers {
        }
    }
}

for i in 0..2 {
    dispatcher(i).start()
}
