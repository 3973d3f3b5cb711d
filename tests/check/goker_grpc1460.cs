# from: GoBench/GoKer blocking grpc#1460
# bug: the keeper waits to be woken with the lock held that who would wake it needs
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 2 threads
scenario { expect: "deadlock" }

lock mu
queue awaken(0)
var streams = 0

thread keepalive {
    mu.acquire()
    if streams < 1 {
        awaken.get()
    }
    mu.release()
}

thread new_stream {
    mu.acquire()
    streams += 1
    if streams == 1 {
        select {
            case awaken.put(true) {
            }
            else {
            }
        }
    }
    mu.release()
}

keepalive.start()
new_stream.start()
