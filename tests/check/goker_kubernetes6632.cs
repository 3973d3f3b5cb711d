# from: GoBench/GoKer blocking kubernetes#6632
# bug: a frame is written with the lock held that the monitor, who should take it, needs to close
# published: GoKer reproduces it in 4 of 100 native runs
# tasks: main, which closes, + 2 threads
scenario { expect: "deadlock" }

lock writing
queue resets(0)
queue closing(0)
var open = true

thread monitor {
    closing.get()
    with writing {
        open = false
        resets.close()
    }
}

thread writer {
    with writing {
        if open {
            resets.put(true)
        }
    }
}

monitor.start()
writer.start()
closing.put(true)
