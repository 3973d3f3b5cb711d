# from: GoBench/GoKer blocking etcd#6873, mended
# bug: none: the lock is given back before the wait
# tasks: main + 2 threads, a queue of one
scenario { expect: "ok" }

queue updates(1)
event done
lock mu

thread worker {
    for u in updates {
        with mu {
        }
    }
    done.set()
}

thread stopper {
    with mu {
        updates.close()
    }
    done.wait()
}

worker.start()
select {
    case updates.put("an update") {
    }
    else {
    }
}
stopper.start()
