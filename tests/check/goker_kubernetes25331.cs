# from: GoBench/GoKer blocking kubernetes#25331
# bug: the result of an error is put where nobody takes it any more
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main, which stops, + 1 thread
scenario { expect: "deadlock" }

queue results(0)
queue errors(0)
event cancelled

thread watch {
    select {
        case e = errors.get() {
            cancelled.set()
            results.put(e)
        }
        case cancelled.wait() {
        }
    }
}

watch.start()
errors.put("error")
cancelled.set()
