# from: Deadlock Empire/S1-simple (Semaphores), mended
# bug: none: who waits in vain adds nothing
# tasks: main + 2 threads, 2 and 3 rounds (for ever in the puzzle)
# note: the critical section takes 600 ms, so that the time-out passes during it also when time-outs keep their order
scenario { expect: "ok" }

semaphore coins(1)
lock factory

func critical_section() {
    assert factory.acquire(timeout: 0s), "two in the factory"
    sleep(600ms)
    factory.release()
}

thread patient {
    for lap in 0..2 {
        coins.acquire()
        critical_section()
        coins.release()
    }
}

thread impatient {
    for lap in 0..3 {
        if coins.acquire(timeout: 500ms) {
            critical_section()
            coins.release()
        }
    }
}

patient.start()
impatient.start()
