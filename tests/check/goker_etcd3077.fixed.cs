# from: GoBench/GoKer nonblocking etcd#3077, mended
# bug: none: they are made before anybody else is started
scenario { expect: "ok" }

let stopped = queue(0)
let done = event()
queue stop(0)
event ended

thread node {
    stopped.get()
    done.set()
}

thread server {
    node.start()
    stop.get()
    stopped.put(true)
    done.wait()
    ended.set()
}

server.start()
stop.put(true)
ended.wait()
