# A thread that is cancelled while it computes notices that at its next waiting operation. The poke that comes with it must not cut
# short what the thread works on after that.
queue never
event begun
event go_on
thread worker {
    begun.set()
    while not go_on.is_set() { }
    try {
        never.get()
    } catch cancelled {
        let before = now()
        work(20ms)
        assert now() - before >= 19ms, "it worked for {now() - before} only"
        print("ok")
    }
}
thread starter {
    begun.wait()
    worker.cancel()
    go_on.set()
}
daemon thread clock { loop { sleep(1ms) } }
clock.start()
starter.start()
worker.start()
worker.join()
