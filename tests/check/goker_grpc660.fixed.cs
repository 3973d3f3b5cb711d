# from: GoBench/GoKer blocking grpc#660, mended
# bug: none: there is room for the answer
scenario { expect: "ok" }

queue stop(0)

thread call(done, n) {
    done.put(n)
}

thread unary {
    for n in 0..2 {
        queue done(1)
        call(done, n).start()
        select {
            case s = stop.get() {
                return
            }
            case d = done.get() {
            }
        }
    }
    stop.get()
}

thread stopper {
    stop.put(true)
}

unary.start()
stopper.start()
