# from: GoBench/GoKer blocking hugo#3251, mended
# bug: none: the table is given back before the wait
scenario { expect: "ok" }

rwlock table
let address = lock()

thread getter(id) {
    with table.write {
    }
    address.acquire()

    with table.read {
        address.release()
    }
}

getter(1).start()
getter(2).start()
