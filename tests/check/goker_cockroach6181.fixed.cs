# from: GoBench/GoKer blocking cockroach#6181, mended
# bug: none: what is printed does not read again; with 2 threads, so that all orders can be tried
scenario { expect: "ok" }

rwlock cache

func show_locked() {
    return "something"
}

thread lookup(id) {
    with cache.read {
        show_locked()
    }
    with cache.write {
    }
}

for i in 0..2 {
    lookup(i).start()
}
