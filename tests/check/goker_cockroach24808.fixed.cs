# from: GoBench/GoKer blocking cockroach#24808, mended
# bug: none: a suggestion that finds another waiting is not needed
scenario { expect: "ok" }

queue suggestions(1)
event stopping

thread compactor {
    loop {
        select {
            case stopping.wait() {
                return
            }
            case s = suggestions.get() {
            }
        }
    }
}

suggestions.put(1)
select {
    case suggestions.put(2) {
    }
    else {
    }
}
compactor.start()
stopping.set()
