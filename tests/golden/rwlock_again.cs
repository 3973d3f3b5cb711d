# Who reads and wants to once more waits behind a writer, who does not wait for ever: no deadlock.
rwlock rw
thread w {
    if rw.write.acquire(timeout: 1s) { rw.write.release() } else { print("no") }
}
with rw.read {
    w.start()
    sleep(10ms)
    with rw.read { print("again") }
}
