# from: GoBench/GoKer blocking cockroach#24808
# bug: the first suggestion fills the only place; the start puts another before there is anybody to take one
# published: GoKer gives no rate
# tasks: main + 1 thread
scenario { expect: "deadlock" }

queue suggestions(1)
event stopping

daemon thread compactor {
    loop {
        select {
            case stopping.wait() {
                return
            }
            case s = suggestions.get() {
            }
        }
    }
}

suggestions.put(1)
suggestions.put(2)
compactor.start()
stopping.set()
