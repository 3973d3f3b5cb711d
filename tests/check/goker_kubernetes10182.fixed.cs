# from: GoBench/GoKer blocking kubernetes#10182, mended
# bug: none: the lock is given back before the put
scenario { expect: "ok" }

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
    }
    changes.put(id)
}

syncer.start()
setter(1).start()
setter(2).start()
