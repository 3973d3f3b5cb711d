# from: GoBench/GoKer blocking cockroach#9935, mended
# bug: none: the lock is given back before
scenario { expect: "ok" }

lock mu

func leave() {
    with mu {
    }
}

thread output {
    mu.acquire()
    let wrong = choose([false, true])
    mu.release()
    if wrong {
        leave()
    }
}

output.start()
