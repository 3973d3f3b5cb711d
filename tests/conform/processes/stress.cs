# Processes that work, hold locks and are killed, in numbers: nothing is lost that was given back, and nobody hangs.
scenario { seed: 7 }
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# killed while they take turns with a lock and a shared list: the list is whole, and the lock can be had
lock guard
shared var entries = []
queue started
func turns(i) {
    started.put(i)
    loop {
        try {
            with guard { entries = (entries + [i])[-20:] }
        } catch abandoned { }
    }
}
for round in 0..5 {
    let workers = [process(turns, [i]) for i in 0..4]
    for w in workers { w.start() }
    for w in workers { started.get() }
    for w in shuffle(workers) {
        choose([func() => w.kill(), func() => w.terminate()])()
        w.join()
    }
    try { guard.acquire() } catch abandoned { }
    assert len(entries) <= 20 and all([e in 0..4 for e in entries])
    guard.release()
    assert not guard.locked() and [w.exitcode in [-9, -15] for w in workers] == [true] * 4
}

# getters that are killed: each item goes to one who lives, or is lost with the one that had taken it; none comes twice
queue items
queue taken
let getters = [process(func(i) { for n in items { taken.put([i, n]) } }, [i]) for i in 0..4]
for g in getters { g.start() }
for n in 0..200 {
    items.put(n)
    if n in [50, 100, 150] {
        getters[n // 50].kill()
        getters[n // 50].join()
    }
}
items.close()
getters[0].join()
let seen = [taken.get()[1] for i in 0..taken.size()]
assert len({n: true for n in seen}) == len(seen) and 197 <= len(seen) <= 200 and getters[0].exitcode == 0

# a ring of processes, a token that goes round, and a shortcut
let size = 6
let ring = [queue(1) for i in 0..size]
let links = [process(func(i) {
    for token in ring[i] {
        if token == 100 {
            for q in ring { q.close() }
        } else {
            ring[(i + 1) % size].put(token + 1)
        }
    }
}, [i]) for i in 0..size]
for l in links { l.start() }
ring[0].put(0)
for l in links {
    l.join()
    assert l.exitcode == 0
}

# a tree of processes, each adding up what its children give
func tree(depth, up) {
    if depth == 0 {
        up.send(1)
    } else {
        let mine = [pipe() for i in 0..3]
        for a, b in mine { process(tree, [depth - 1, b]).start() }
        up.send(sum([a.recv() for a, b in mine]))
    }
}
let a, b = pipe()
tree(4, b)
assert a.recv() == 81

# pools that are ended while they are at work
for round in 0..4 {
    let p = pool(3)
    let fs = [p.apply_async(func(x) => x + 1, [x]) for x in 0..20]
    if round % 2 { p.terminate() } else { p.close() }
    p.join()
    for f in fs { assert kind_of(func() => f.get()) in [nil, "died"] }
    if round % 2 == 0 { assert [f.get() for f in fs] == list(1..21) }
}
print("ok stress")
