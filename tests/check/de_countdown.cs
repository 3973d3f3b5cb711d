# from: Deadlock Empire/H2-countdown (Countdown Event)
# bug: who waits for three signals adds up without a lock, and one addition is lost
# tasks: main + 2 threads
scenario { expect: ["assert", "race"] }

latch signals(3)
var progress = 0

thread one {
    progress += 20
    signals.done()
    signals.wait()
    assert progress == 100, "progress is {progress}"
}

thread two {
    progress += 30
    signals.done()
    progress += 50
    signals.done()
    signals.wait()
    assert progress == 100, "progress is {progress}"
}

one.start()
two.start()
