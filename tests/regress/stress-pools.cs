# Pools that are closed, terminated and joined while tasks run, wait and are being given; every future comes to an end.
func job(n) {
    if n % 5 == 0 { sleep(random(0, 100) * 1us) }
    if n % 7 == 0 { raise error("value", "seven") }
    return n
}
queue parked
func stuck() { parked.get() }
atom called(0)
for round in 0..25 {
    with pool(3, threads: true) as p {
        let fs = [p.apply_async(job, [i], callback: func(v) { called.add(1) }) for i in 0..20]
        let extra = p.apply_async(stuck)
        var done = 0
        if round % 3 == 0 { for f in as_completed(fs[0:5]) { done += 1 } }
        if round % 3 == 1 { fs[19].wait(timeout: 100us) }
        thread giver {
            try { loop { p.apply_async(job, [1]); sleep(1us) } } catch state { }
        }
        giver.start()
        sleep(random(0, 200) * 1us)
        p.terminate()
        assert p.join(timeout: 1h)
        assert giver.join(timeout: 1h)
        for f in fs + [extra] {
            assert f.ready()
            try { assert 0 <= f.get() < 20 } catch died, value { }
        }
    }
}
let p = pool(4, threads: true)
assert p.map(func(x) => x * x, range(0, 200)) == [x * x for x in 0..200]
assert sorted([x for x in p.imap_unordered(func(x) => x + 1, range(0, 100))]) == list(1..101)
# an await sees that more than a few futures have died at once
let many = [p.apply_async(stuck) for i in 0..12]
thread watcher { await many[11].ready() }
watcher.start()
sleep(5ms)
p.terminate()
assert watcher.join(timeout: 1h)
assert p.join(timeout: 1h)
print("ok")
