# Tasks that are called the same, in one process and in several, or by names that are no words.
scenario { expect: "assert" }
atom n(0)

process worker(d) {
    sleep(d)
    n.add(1)
}
process boss(d) {
    thread inner { sleep(d) }
    inner.start()
    let w = worker(d)
    w.start()
    w.join()
}
thread late(d) {
    sleep(d)
    assert n.add(1) < 7
}

boss(2s).start()
boss(1s).start()
late(2s, name: "main").start()
late(1s, name: "late #1").start()
late(2s, name: "late__1").start()
late(1s, name: "boss-1/inner").start()
late(3s, name: "# no\tcomment").start()
late(3s, name: "").start()
late(3s, name: "a long name " * 50).start()
