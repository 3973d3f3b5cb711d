# from: GoBench/GoKer blocking kubernetes#6632, mended
# bug: none: the monitor has somebody take what is written until it has closed
scenario { expect: "ok" }

lock writing
queue resets(0)
queue closing(0)
var open = true

thread drain {
    for r in resets {
    }
}

thread monitor {
    closing.get()
    drain.start()
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
