# Several who start tasks at once do not pass the limit.
scenario { limits: { "tasks": 40, "processes": 6 } }
atom started(0)
event go
func starts_all(barrier_) {
    var all = []
    barrier_.wait()
    try {
        loop {
            let t = thread(func() { go.wait() })
            t.start()
            all.append(t)
            started.add(1)
        }
    } catch limit as e {
        assert e.message == "more than 40 tasks at once (limit tasks)"
    }
    barrier_.wait()
    go.wait()
    for t in all { t.join() }
}
for round in 0..20 {
    barrier together(5)
    go.clear()
    started.store(0)
    let ts = [thread(starts_all, [together]) for i in 0..4]
    for t in ts { t.start() }
    together.wait()
    together.wait()
    assert started.load() == 40 - 4 - 1, "{started.load()} threads"
    go.set()
    for t in ts { t.join() }
}

func forks_all(barrier_) {
    var all = []
    barrier_.wait()
    try {
        loop {
            let p = process(func() { go.wait() })
            p.start()
            all.append(p)
            started.add(1)
        }
    } catch limit as e {
        assert e.message == "more than 6 processes at once (limit processes)"
    }
    barrier_.wait()
    go.wait()
    for p in all { p.join() }
}
for round in 0..10 {
    barrier together(3)
    go.clear()
    started.store(0)
    let ps = [thread(forks_all, [together]), process(forks_all, [together])]
    for p in ps { p.start() }
    together.wait()
    together.wait()
    assert started.load() == 6 - 2, "{started.load()} processes"
    go.set()
    for p in ps { p.join() }
}
print("ok")
