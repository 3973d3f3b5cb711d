# from: GoBench/GoKer blocking hugo#3251
# bug: who waits for the lock of an address holds that of the table, which whoever would give the address back has to read
# published: GoKer gives no rate
# tasks: main + 2 threads, 1 round (100 threads and 10 rounds in the original)
scenario { expect: "deadlock" }

rwlock table
let address = lock()

thread getter(id) {
    table.write.acquire()
    address.acquire()
    table.write.release()

    with table.read {
        address.release()
    }
}

getter(1).start()
getter(2).start()
