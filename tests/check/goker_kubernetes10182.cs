# from: GoBench/GoKer blocking kubernetes#10182
# bug: a status is put into the queue with the lock held that who takes it needs next
# published: GoKer reproduces it in 15 of 100 native runs
# tasks: main + 3 threads
scenario { expect: "deadlock" }

lock statuses
queue changes(0)

thread syncer {
    for i in 0..2 {
        changes.get()
        with statuses {
        }
    }
}

thread setter(id) {
    with statuses {
        changes.put(id)
    }
}

syncer.start()
setter(1).start()
setter(2).start()
