# from: GoBench/GoKer nonblocking grpc#1687, mended
# bug: none: it is said to be closed before it is
# tasks: main (the stream's loop) + 1 thread
# note: `expect: error` is the header's word for an error nobody catches
scenario { expect: "ok" }

queue writes(1)
event closed

func submit(action) {
    if closed.is_set() {
        return
    }
    select {
        case writes.put(action) {
        }
        case closed.wait() {
        }
    }
}

thread handler {
    submit("status")
    closed.set()
    writes.close()
    submit("more")
}

handler.start()
for action in writes {
    assert action == "status"
}
handler.join()
