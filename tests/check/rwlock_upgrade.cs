# bug: who reads wants to write, and a writer who waits keeps him from reading a second time
scenario { expect: "deadlock" }

rwlock rw

thread reader {
    with rw.read {
        with rw.read {
        }
    }
}

thread writer {
    with rw.write {
    }
}

reader.start()
writer.start()
