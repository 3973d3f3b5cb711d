# map and its like in a pool of processes: their results are put together where they are asked for, by no worker; a worker that is killed
# loses its own piece and nothing else.
# Validated: no, for it chooses among children(), and a trace does not tell who was there
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
func square(x) { return x * x }
queue begun
queue done
event go
func waits(x) {                              # 0 waits, the others do not
    if x == 0 {
        begun.put(pid())
        go.wait()
    }
    return x + 1
}
func worker(number) {
    for w in children() { if w.pid == number { return w } }
    return nil
}

# no worker waits for the others' pieces
pool p(2)
let first = p.map_async(waits, [0, 1, 2], chunksize: 1)
let busy = begun.get()
assert p.apply_async(square, [3]).get(timeout: 20s) == 9 and p.map_async(square, [1, 2]).get(timeout: 20s) == [1, 4]
assert not first.ready()
# ... so the one that has no piece can be killed
for w in children() {
    if w.pid != busy {
        w.kill()
        w.join()
    }
}
assert p.apply_async(square, [4]).get(timeout: 20s) == 16
go.set()
assert first.get() == [1, 2, 3] and first.successful()

# the one that has a piece loses that, and the map tells so when the others are done
func slow_or_dead(x) {
    if x == 2 {
        begun.put(pid())
        sleep(1h)
    }
    sleep(1ms)
    done.put(x)
    return x
}
func killed_at(map_of) {
    let f = map_of()
    worker(begun.get()).kill()
    let how = kind_of(func() => f.get())
    return [how, sorted([done.get_nowait() for i in 0..done.size()])]
}
assert killed_at(func() => p.map_async(slow_or_dead, 0..6, chunksize: 1)) == ["died", [0, 1, 3, 4, 5]]
assert killed_at(func() => p.map_async(slow_or_dead, 0..6, chunksize: 2)) == ["died", [0, 1, 4, 5]]
assert killed_at(func() => p.map_async(slow_or_dead, 0..6, chunksize: 4)) == ["died", [0, 1, 4, 5]]
var told = []
func tells(e) { told.append(e.kind) }
assert killed_at(func() => p.map_async(slow_or_dead, 0..6, chunksize: 1, callback: tells, error_callback: tells))[0] == "died"
p.map_async(square, [5], callback: func(xs) { told.append(xs) }).get()
p.map_async(square, [], callback: func(xs) { told.append(xs) }).get()
await len(told) == 3
assert told == ["died", [25], []]

# imap gives what comes before; the other pieces are done all the same
var got = []
func takes_all(results) {
    got = []
    try { for x in results { got.append(x) } } catch died { return "died" }
}
thread killer { worker(begun.get()).kill() }
killer.start()
assert takes_all(p.imap(slow_or_dead, 0..6)) == "died" and got == [0, 1]
assert sorted([done.get() for i in 0..5]) == [0, 1, 3, 4, 5]
thread killer_2 { worker(begun.get()).kill() }
killer_2.start()
assert takes_all(p.imap(slow_or_dead, 0..6, chunksize: 3)) == "died" and got == []
assert sorted([done.get() for i in 0..5]) == [0, 1, 3, 4, 5]
thread killer_3 { worker(begun.get()).kill() }
killer_3.start()
assert takes_all(p.imap_unordered(slow_or_dead, 0..6)) == "died"
assert sorted([done.get() for i in 0..5]) == [0, 1, 3, 4, 5]

# how many at once, if nothing is said: divmod(items, 4 * workers), and one more if something is left. One that fails ends its piece.
func fails_at_2(x) {
    if x == 2 { raise error("mine", "task {x}") }
    done.put(x)
}
func left_out(map_of, count) {
    try { map_of() } catch "mine" as e { assert e.message == "task 2" }
    let all = [done.get_nowait() for i in 0..done.size()]
    return [x for x in 0..count if x not in all]
}
assert left_out(func() => p.map(fails_at_2, 0..8), 8) == [2]                       # 1 at once
assert left_out(func() => p.map(fails_at_2, 0..9), 9) == [2, 3]                    # 2
assert left_out(func() => p.map(fails_at_2, 0..16), 16) == [2, 3]
assert left_out(func() => p.map_async(fails_at_2, 0..24).get(), 24) == [2]         # 3: 0 1 2
assert left_out(func() => p.starmap(fails_at_2, [[x] for x in 0..33]), 33) == [2, 3, 4]    # 5
assert kind_of(func() => p.map(square, [1], chunksize: 0)) == "value" and kind_of(func() => p.imap(square, [1], chunksize: 0)) == "value"
assert kind_of(func() => p.map(square, [1], chunksize: 1.5)) == "type" and p.map(square, 0..3, chunksize: 100) == [0, 1, 4]

# the pool ends before all pieces have come
let never_done = p.map_async(slow_or_dead, [0, 2, 2, 2], chunksize: 1)
begun.get()
p.terminate()
p.join()
assert kind_of(func() => never_done.get()) == "died" and never_done.ready() and children() == []

# workers killed one after the other: each map is right, or has lost a piece; after it the pool is whole
func naps(x) {
    sleep(100us)
    return x
}
pool q(3)
var lost = 0
thread reaper {
    for i in 0..12 {
        sleep(2ms)
        let alive = children()
        if len(alive) > 0 { choose(alive).kill() }
    }
}
reaper.start()
while reaper.is_alive() {
    let f = q.map_async(naps, 0..30, chunksize: 3)
    let how = kind_of(func() { assert f.get() == list(0..30) })
    assert how == nil or how == "died"
    if how == "died" { lost += 1 }
}
assert lost > 0 and q.map(naps, 0..30) == list(0..30)
q.close()
q.join()
assert children() == []
print("ok pool_maps")
