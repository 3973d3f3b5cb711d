# from: Tanenbaum, Modern Operating Systems, the lost wake-up (producer and consumer with sleep and wakeup), told of a barber
# bug: the barber has seen that nobody waits, and is woken before he sleeps
# published: described there
# tasks: main, the customer + the barber
scenario { expect: "deadlock" }

lock shop
atom waiting(0)
condition chair(shop)
semaphore cut(0)

daemon thread barber {
    loop {
        while waiting.load() == 0 {
            with chair { chair.wait() }
        }
        waiting.add(-1)
        cut.release()
    }
}

barber.start()
if waiting.add(1) == 1 {
    with chair { chair.notify() }
}
cut.acquire()
