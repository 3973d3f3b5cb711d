# Readers and writers: a count of readers, a mutex for it, a semaphore for the room. R readers, W writers, ROUNDS each.
let r = int(args[0])
let w = int(args[1])
let rounds = int(args[2])
lock mutex
semaphore room(1)
atom readers(0)
atom reading(0)
atom writing(0)

thread reader() {
    for i in 0..rounds {
        mutex.acquire()
        let before = readers.load()
        readers.store(before + 1)
        if readers.load() == 1 {
            room.acquire()
        }
        mutex.release()
        reading.add(1)
        assert writing.load() == 0
        reading.add(-1)
        mutex.acquire()
        let after = readers.load()
        readers.store(after - 1)
        if readers.load() == 0 {
            room.release()
        }
        mutex.release()
    }
}

thread writer() {
    for i in 0..rounds {
        room.acquire()
        writing.add(1)
        assert writing.load() == 1 and reading.load() == 0
        writing.add(-1)
        room.release()
    }
}

for i in 0..r {
    reader().start()
}
for i in 0..w {
    writer().start()
}
