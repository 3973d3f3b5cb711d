# from: GoBench/GoKer blocking cockroach#9935
# bug: an error on the way leaves by a function that takes the lock a second time
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 1 thread; whether there is an error is chosen
scenario { expect: "deadlock" }

lock mu

func leave() {
    with mu {
    }
}

thread output {
    mu.acquire()
    if choose([false, true]) {
        leave()
    }
    mu.release()
}

output.start()
