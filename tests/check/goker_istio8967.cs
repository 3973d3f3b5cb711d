# from: GoBench/GoKer nonblocking istio#8967
# bug: who stops takes the event away that the other looks for
# published: GoKer gives no rate
# tasks: main + 1 thread
scenario { expect: "race" }

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
done = nil
sleep(5ms)
