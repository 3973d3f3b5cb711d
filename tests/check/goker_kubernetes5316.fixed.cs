# from: GoBench/GoKer blocking kubernetes#5316, mended
# bug: none: there is room for the answer
scenario { expect: "ok" }

queue results(1)
queue errors(1)

thread answer {
    sleep(2ms)
    if choose([false, true]) {
        errors.put("error")
    } else {
        results.put(true)
    }
}

thread request {
    answer.start()
    select {
        case r = results.get() {
        }
        case e = errors.get() {
        }
        after 1ms {
        }
    }
}

request.start()
