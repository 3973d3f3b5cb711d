# from: GoBench/GoKer blocking kubernetes#25331, mended
# bug: none: the watch puts its result or sees that it was cancelled
scenario { expect: "ok" }

queue results(0)
queue errors(0)
event cancelled

thread watch {
    select {
        case e = errors.get() {
            select {
                case results.put(e) {
                }
                case cancelled.wait() {
                }
            }
        }
        case cancelled.wait() {
        }
    }
}

watch.start()
errors.put("error")
cancelled.set()
