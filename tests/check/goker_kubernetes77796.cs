# from: GoBench/GoKer nonblocking kubernetes#77796
# bug: the buffer is emptied under the lock, and read without it
# published: GoKer gives no rate
# tasks: main + 3 threads
scenario { expect: "race" }

var watchers = [1, 2]
rwlock m

thread dispatcher(id) {
    with m.write {
        watchers = []
    }
    for w in watchers {
    }
}

for i in 0..3 {
    dispatcher(i).start()
}
