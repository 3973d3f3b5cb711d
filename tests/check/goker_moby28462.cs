# from: GoBench/GoKer blocking moby#28462
# bug: who stops the monitor hands over the word with the lock held that the monitor needs to come and take it
# published: GoKer reproduces it in 69 of 100 native runs
# tasks: main + monitor, which loops until it is stopped + daemon
scenario { expect: "deadlock" }

lock container
queue stop(0)

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
