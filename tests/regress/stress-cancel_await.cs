# A cancel that comes while an await evaluates its condition must not leave the hidden lock of atomic blocks held.
var turn = 0
var stop = false
atom caught(0)
thread victim {
    let before = event()
    loop {
        try {
            await turn % 3 == 2 or stop
            if stop { break }
        } catch cancelled { caught.add(1) }
        # fails with `state` when the task still stands inside an atomic block
        try { before.wait(timeout: 1us) } catch cancelled { caught.add(1) }
    }
}
victim.start()
for i in 0..4000 {
    victim.cancel()
    atomic { turn += 1 }
}
atomic { stop = true }
loop {
    if victim.join(timeout: 100ms) { break }
    atomic { turn += 1 }
}
atomic { turn = 0 }
print("ok")
