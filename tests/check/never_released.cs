# One ends with the lock, which the other wants, while main goes on.
scenario { expect: "deadlock" }

lock a

thread first {
    a.acquire()
}

thread second {
    a.acquire()
}

first.start()
second.start()
loop {
    sleep(1s)
}
