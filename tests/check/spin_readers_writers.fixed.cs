# from: SPIN-style classic: readers and writers, mended
# bug: none: the first reader takes the room before it gives the mutex back
# tasks: main + 2 readers + 1 writer, all processes
# note: what the invariant speaks of is changed in atomic blocks only
scenario { expect: "ok" }

shared var readers = 0
shared var reading = 0
shared var writing = 0
lock mutex
semaphore room(1)

invariant "no reader while a writer writes": reading == 0 or writing == 0

process reader(id) {
    mutex.acquire()
    readers += 1
    if readers == 1 {
        room.acquire()
    }
    mutex.release()

    atomic {
        reading += 1
    }
    atomic {
        reading -= 1
    }

    mutex.acquire()
    readers -= 1
    if readers == 0 {
        room.release()
    }
    mutex.release()
}

process writer(id) {
    room.acquire()
    atomic {
        writing += 1
    }
    atomic {
        writing -= 1
    }
    room.release()
}

reader(1).start()
reader(2).start()
writer(1).start()
