# from: GoBench/GoKer blocking cockroach#6181
# bug: who reads prints what reads a second time; a writer that waits keeps new readers out
# published: GoKer reproduces it in 57 of 100 native runs
# tasks: main + 3 threads
scenario { expect: "deadlock" }

rwlock cache

func show() {
    with cache.read {
        return "something"
    }
}

thread lookup(id) {
    with cache.read {
        show()
    }
    with cache.write {
    }
}

for i in 0..3 {
    lookup(i).start()
}
