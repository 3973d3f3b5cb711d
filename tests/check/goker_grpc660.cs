# from: GoBench/GoKer blocking grpc#660
# bug: who asked is told to stop, and nobody takes the answer any more
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + the loop, who stops it, and a thread for each round; 2 rounds at most
scenario { expect: "deadlock" }

queue stop(0)

thread call(done, n) {
    done.put(n)
}

thread unary {
    for n in 0..2 {
        queue done(0)
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
