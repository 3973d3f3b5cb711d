# from: GoBench/GoKer blocking kubernetes#5316
# bug: the request gives up after a while; the answer finds nobody
# published: GoKer reproduces it in 100 of 100 native runs
# tasks: main + 2 threads; whether there is an error is chosen
scenario { expect: "deadlock" }

queue results(0)
queue errors(0)

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
