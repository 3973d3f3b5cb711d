# from: GoBench/GoKer blocking grpc#1460, mended
# bug: none: the keeper gives the lock back before it waits, and the message keeps until it comes
scenario { expect: "ok" }

lock mu
queue awaken(1)
var streams = 0

thread keepalive {
    mu.acquire()
    let sleeps = streams < 1
    mu.release()
    if sleeps {
        awaken.get()
    }
}

thread new_stream {
    mu.acquire()
    streams += 1
    if streams == 1 {
        awaken.put(true)
    }
    mu.release()
}

keepalive.start()
new_stream.start()
