# from: GoBench/GoKer blocking cockroach#18101, mended
# bug: none: who puts looks for the cancel, too
scenario { expect: "ok" }

let room = 2
queue ready(room)
event cancelled

thread scatter {
    for i in 0..room + 2 {
        select {
            case ready.put(i != 0) {
            }
            case cancelled.wait() {
                break
            }
        }
    }
    ready.close()
}

thread restore {
    scatter.start()
    for span in ready {
        cancelled.wait()
        return
    }
}

restore.start()
cancelled.set()
