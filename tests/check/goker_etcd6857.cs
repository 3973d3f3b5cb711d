# from: GoBench/GoKer blocking etcd#6857
# bug: who asks for the status of a node that has stopped waits for ever
# published: GoKer reproduces it in 19 of 100 native runs
# tasks: main + 3 threads
scenario { expect: "deadlock" }

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
    status.put(answer)
    answer.get()
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
