# A process that cancels a thread of another is killed at some moment of that: the thread can still be let go, and cancelled.
queue q
queue ack
func answer(v) { while true { try { ack.put(v); return } catch cancelled { } } }
thread t {
    while true {
        try { let v = q.get(); if v == "end" { return } ; answer(v) } catch cancelled { }
    }
}
t.start()
for round in 0..100 {
    let p = process(func() { while true { for i in 0..50 { t.cancel() }; sleep(1us) } })
    p.start()
    sleep(1ms + 13us * (round % 70))
    p.kill()
    q.put(round)
    let got = ack.get(timeout: 1m)
    assert got == round, "{got}"
}
q.put("end")
t.join()
