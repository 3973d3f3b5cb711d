# from: Tanenbaum, Modern Operating Systems, the sleeping barber
# bug: none: a semaphore keeps the wake-up
scenario { expect: "ok" }

semaphore customers(0)
semaphore cut(0)

daemon thread barber {
    loop {
        customers.acquire()
        cut.release()
    }
}

barber.start()
customers.release()
cut.acquire()
