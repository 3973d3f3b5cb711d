# from: GoBench/GoKer blocking moby#33293, mended
# bug: none: there is room for the error
scenario { expect: "ok" }

func container_wait() {
    queue errors(1)
    if choose([false, true]) {
        errors.put("error")
    }
    return errors
}

thread caller {
    container_wait()
}

caller.start()
