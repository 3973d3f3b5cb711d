# from: Deadlock Empire/H2-countdown (Countdown Event), mended
# bug: none: each addition is one step
scenario { expect: "ok" }

latch signals(3)
atom progress(0)

thread one {
    progress.add(20)
    signals.done()
    signals.wait()
    assert progress.load() == 100
}

thread two {
    progress.add(30)
    signals.done()
    progress.add(50)
    signals.done()
    signals.wait()
    assert progress.load() == 100
}

one.start()
two.start()
