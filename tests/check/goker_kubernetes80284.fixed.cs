# from: GoBench/GoKer nonblocking kubernetes#80284, mended
# bug: none: with a lock
scenario { expect: "ok" }

var on_rotate = nil
lock m

func close_all() {
}

thread updater(id) {
    with m {
        on_rotate = close_all
    }
}

updater(1).start()
updater(2).start()
