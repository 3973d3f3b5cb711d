# from: JaConTeBe/Test7132378 (JDK 7, FutureTask)
# bug: the task is said to be done before its result is stored
# published: not found
# tasks: main + 1 thread
scenario { expect: ["race", "assert"] }

atom state("new")
var result = nil

thread setter {
    if state.compare_exchange("new", "ran") {
        result = 42
    }
}

setter.start()
if state.load() == "ran" {
    assert result == 42, "done, and no result"
}
