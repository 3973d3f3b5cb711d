# from: GoBench/GoKer nonblocking etcd#3077
# bug: the node makes the events that it is stopped with itself, and only time says that this comes first
# published: GoKer gives no rate
# tasks: main, which stops, + 2 threads
scenario { expect: "race" }

var stopped = nil
var done = nil
queue stop(0)
event ended

thread node {
    stopped = queue(0)
    done = event()
    stopped.get()
    done.set()
}

thread server {
    node.start()
    sleep(10ms)
    stop.get()
    stopped.put(true)
    done.wait()
    ended.set()
}

server.start()
stop.put(true)
ended.wait()
