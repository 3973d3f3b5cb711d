# from: JaConTeBe/Test7132378 (JDK 7, FutureTask), mended
# bug: none: a state of its own tells that the result is on its way
scenario { expect: "ok" }

atom state("new")
var result = nil

thread setter {
    if state.compare_exchange("new", "completing") {
        result = 42
        state.store("ran")
    }
}

setter.start()
if state.load() == "ran" {
    assert result == 42, "done, and no result"
}
