# from: GoBench/GoKer blocking etcd#6857, mended
# bug: none: who asks looks whether it is done, too
scenario { expect: "ok" }

queue status(0)
queue stop(0)
event done

thread node {
    loop {
        select {
            case c = status.get() {
                c.put("fine")
            }
            case s = stop.get() {
                done.set()
                return
            }
        }
    }
}

thread asker {
    queue answer(0)
    select {
        case status.put(answer) {
            answer.get()
        }
        case done.wait() {
        }
    }
}

thread stopper {
    select {
        case stop.put(true) {
            done.wait()
        }
        case done.wait() {
        }
    }
}

node.start()
asker.start()
stopper.start()
