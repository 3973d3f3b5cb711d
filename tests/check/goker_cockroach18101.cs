# from: GoBench/GoKer blocking cockroach#18101
# bug: who takes is cancelled and leaves; who puts is not told, and waits for room for ever
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main, which cancels, + 2 threads; room for 2, 4 to put (6 and 8 in the original)
scenario { expect: "deadlock" }

let room = 2
queue ready(room)
event cancelled

thread scatter {
    for i in 0..room + 2 {
        ready.put(i != 0)
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
