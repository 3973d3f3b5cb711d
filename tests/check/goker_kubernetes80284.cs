# from: GoBench/GoKer nonblocking kubernetes#80284
# bug: two set what is called on a change, and no lock is held
# published: GoKer gives no rate
# tasks: main + 2 threads
scenario { expect: "race" }

var on_rotate = nil

func close_all() {
}

thread updater(id) {
    on_rotate = close_all
}

updater(1).start()
updater(2).start()
