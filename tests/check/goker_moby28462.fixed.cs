# from: GoBench/GoKer blocking moby#28462, mended
# bug: none: the word waits in the queue, and nobody waits for it to be taken
scenario { expect: "ok" }

lock container
queue stop(1)

thread monitor {
    loop {
        select {
            case stop.get() { return }
            else { with container { } }
        }
    }
}

thread state_changed {
    with container { stop.put(true) }
}

monitor.start()
state_changed.start()
