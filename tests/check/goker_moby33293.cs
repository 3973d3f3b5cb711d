# from: GoBench/GoKer blocking moby#33293
# bug: an error is put into a queue that is only handed out afterwards
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 1 thread; whether there is an error is chosen
scenario { expect: "deadlock" }

func container_wait() {
    queue errors(0)
    if choose([false, true]) {
        errors.put("error")
    }
    return errors
}

thread caller {
    container_wait()
}

caller.start()
