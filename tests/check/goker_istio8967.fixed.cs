# from: GoBench/GoKer nonblocking istio#8967, mended
# bug: none: the event stays
scenario { expect: "ok" }

event stopped
var done = stopped

daemon thread source {
    select {
        case done.wait() {
        }
    }
}

source.start()
done.set()
sleep(5ms)
