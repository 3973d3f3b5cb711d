# from: GoBench/GoKer blocking etcd#7902, mended
# bug: none: the wait is without the lock
scenario { expect: "ok" }

lock mu
event next

thread client(id) {
    var waits_for = nil
    mu.acquire()
    waits_for = next
    mu.release()

    if id == 0 {
        next.set()
    }
    waits_for.wait()
}

for i in 0..3 {
    client(i).start()
}
