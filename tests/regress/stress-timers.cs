# Timers that are cancelled while they are due, run, and are joined.
atom fired(0)
for round in 0..30 {
    let ts = [timer(random(1, 300) * 1us, func() { fired.add(1); if random(0, 2) == 0 { sleep(random(1, 50) * 1us) } }, every: i % 2 == 0 and i > 0) for i in 0..8]
    for t in ts { t.start() }
    sleep(random(0, 300) * 1us)
    for t in ts {
        if random(0, 1) == 0 { t.cancel() }
    }
    for t in ts { t.cancel() }
    for t in ts { assert t.join(timeout: 1h) }
    let before = fired.load()
    sleep(20us)
    assert fired.load() == before
}
print("ok")
