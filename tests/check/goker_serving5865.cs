# from: GoBench/GoKer nonblocking serving#5865
# bug: the watcher closes the queue when it ends, and an update is still put into it
# published: GoKer gives no rate
# tasks: main + 1 thread
scenario { expect: "error" }

queue updates(0)

thread watcher {
    updates.close()
}

watcher.start()
updates.put("an update")
