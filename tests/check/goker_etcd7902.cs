# from: GoBench/GoKer blocking etcd#7902
# bug: a follower waits for the leader with the lock held that the leader needs
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + leader + 2 followers, 1 round (100 in the original)
scenario { expect: "deadlock" }

lock mu
event next

thread client(id) {
    var waits_for = nil
    mu.acquire()
    waits_for = next
    mu.release()

    mu.acquire()
    if id == 0 {
        next.set()
    }
    waits_for.wait()
    mu.release()
}

for i in 0..3 {
    client(i).start()
}
