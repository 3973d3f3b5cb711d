# from: SCTBench/CB/bluetooth (S. Qadeer, D. Wu, KISS)
# bug: who asks whether it stops, and only then counts itself, may be counted after the driver has stopped
# tasks: main + 1 thread
scenario { expect: "assert" }

atom stopping(false)
atom pending(1)
atom stopped(false)
event idle

func leave() {
    if pending.add(-1) == 0 {
        idle.set()
    }
}

thread adder {
    if not stopping.load() {
        pending.add(1)
        assert not stopped.load(), "the driver has stopped"
        leave()
    }
}

adder.start()
stopping.store(true)
leave()
idle.wait()
stopped.store(true)
