# pool of threads: apply, map and their like; close, terminate, join.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
func square(x) { return x * x }
func add(a, b) { return a + b }
func assert_one(x) { assert x == 1 }
func fails(x) { raise error("mine", "task {x}") }
queue out

pool p(3, threads: true)
assert p.size == 3
assert p.apply(square, [5]) == 25 and p.apply(add, [1, 2]) == 3 and p.apply(func(x) => -x, [4]) == -4 and p.apply(func() => "none") == "none"
assert p.map(square, [1, 2, 3]) == [1, 4, 9] and p.map(square, 0..5) == [0, 1, 4, 9, 16] and p.map(square, []) == []
assert p.map(square, 0..10, chunksize: 3) == [n * n for n in 0..10] and p.map(ord, "ab") == [97, 98]
assert p.starmap(add, [[1, 2], [3, 4]]) == [3, 7] and p.starmap(add, []) == []
assert p.map_async(square, [1, 2]).get() == [1, 4]
assert [v for v in p.imap(square, 0..6)] == [0, 1, 4, 9, 16, 25]
assert sorted([v for v in p.imap_unordered(square, 0..6)]) == [0, 1, 4, 9, 16, 25]
for v in p.imap(square, []) { assert false }

# results come in order of what went in
func slow_first(x) {
    if x == 0 { sleep(3ms) }
    return x
}
assert p.map(slow_first, 0..5) == [0, 1, 2, 3, 4] and [v for v in p.imap(slow_first, 0..5)] == [0, 1, 2, 3, 4]

# unordered, in the order in which they got ready, also when nobody has asked for one before all are
let unasked = pool(2, threads: true)
event others_done
func first_lasts(x) {
    if x == 0 { others_done.wait() }
    if x == 4 { others_done.set() }
    return x
}
let late = unasked.imap_unordered(first_lasts, 0..5)
unasked.close()
unasked.join()
let arrived = [v for v in late]
assert arrived[0:3] == [1, 2, 3] and sorted(arrived) == [0, 1, 2, 3, 4]

# one that fails is told in its turn, and the others come all the same
let some_fail = p.imap_unordered(func(x) => fails(x) if x % 2 else x, 0..4)
var what_came = []
loop {
    try {
        for x in some_fail { what_came.append(str(x)) }
        break
    } catch "mine" as e { what_came.append(e.message) }
}
assert sorted(what_came) == ["0", "2", "task 1", "task 3"]

# futures
let f = p.apply_async(square, [7])
assert f.get() == 49 and f.ready() and f.successful() and f.wait() and f.get() == 49 and f.get(timeout: 0s) == 49
event go
let waiting = p.apply_async(func() { go.wait(); return "went" })
assert not waiting.ready() and not waiting.wait(timeout: 0s) and not waiting.wait(timeout: 1ms)
assert kind_of(func() => waiting.get(timeout: 0s)) == "timeout" and kind_of(func() => waiting.get(timeout: 1ms)) == "timeout"
assert kind_of(func() => waiting.successful()) == "state"
assert kind_of(func() => waiting.get(timeout: -1s)) == "value"
go.set()
assert waiting.get() == "went" and waiting.successful()

# errors come out where the result is asked for
let bad = p.apply_async(fails, [1])
assert kind_of(func() => bad.get()) == "mine" and bad.ready() and not bad.successful() and bad.wait() and kind_of(func() => bad.get()) == "mine"
assert kind_of(func() => p.apply(fails, [2])) == "mine" and kind_of(func() => p.apply(square, ["a"])) == "type"
try { bad.get() } catch "mine" as e { assert e.message == "task 1" }
var counted = 0
func counts(x) {
    if x == 2 or x == 4 { raise error("mine", "task {x}") }
    out.put(x)
    return x
}
try { p.map(counts, 0..6) } catch "mine" as e { assert e.message == "task 2" }     # the first in order ...
assert sorted([out.get() for i in 0..out.size()]) == [0, 1, 3, 5]                  # ... after all are done
var got = []
try { for v in p.imap(counts, 0..6) { got.append(v) } } catch "mine" as e { assert e.message == "task 2" }
assert got == [0, 1]
assert kind_of(func() => p.starmap(add, [[1, "a"]])) == "type" and kind_of(func() => p.map_async(fails, [1]).get()) == "mine"
try {
    p.starmap(add, [1])
    assert false
} catch type as e { assert e.message == "starmap, for each call, takes a list, map, string or range, not an int" }

# callbacks: one thread of the pool's, one after the other
atom inside(0)
queue names
queue results
let fs = [p.apply_async(square, [i], callback: func(r) {
    assert inside.add(1) == 1
    names.put(current().name)
    inside.add(-1)
    results.put(r)
}) for i in 0..6]
assert sorted([results.get() for i in 0..6]) == [0, 1, 4, 9, 16, 25]
assert len({names.get(): true for i in 0..6}) == 1
p.apply_async(fails, [9], callback: func(r) { results.put("not this") }, error_callback: func(e) { results.put([e.kind, e.message]) })
assert results.get() == ["mine", "task 9"]
p.map_async(square, [1, 2, 3], callback: func(rs) { results.put(rs) })
assert results.get() == [1, 4, 9]

# tasks of a full pool wait for a free worker; never more than its size at once
atom at_once(0)
func busy(x) {
    assert at_once.add(1) <= 3
    sleep(1ms)
    at_once.add(-1)
    return x
}
assert p.map(busy, 0..10) == list(0..10)

# threads of a pool see the variables of their process
var seen = 1
assert p.apply(func() => seen) == 1
seen = 2
assert p.apply(func() => seen) == 2
func captured(n) { return p.apply(func() => n + seen) }
assert captured(10) == 12

# a callback is called with one thing: whether it can be is known when it is given
for callback in [func() => 1, func(a, b) => 1] {
    assert kind_of(func() => p.apply_async(square, [1], callback: callback)) == "type"
    assert kind_of(func() => p.map_async(square, [1], error_callback: callback)) == "type"
}
for callback in [str, func(a, b = 2) => assert_one(a), func(a = 1) => assert_one(a)] {
    assert p.apply_async(square, [1], callback: callback).get() == 1
}

# wrong moments and wrong things
assert kind_of(func() => p.join()) == "state"
assert kind_of(func() => p.apply(5, [])) == "type" and kind_of(func() => p.map(square, 5)) == "type"
assert kind_of(func() => pool(0, threads: true)) == "value" and kind_of(func() => pool(-1, threads: true)) == "value"
p.close()
p.close()
for g in [func() => p.apply(square, [1]), func() => p.apply_async(square, [1]), func() => p.map(square, [1]), func() => p.map_async(square, [1]), func() => p.starmap(add, [[1, 2]])] {
    assert kind_of(g) == "state"
}
assert p.join()
assert f.get() == 49                         # results stay

# close lets what was given be done; join waits for it, callbacks included
pool q(2, threads: true)
atom done(0)
atom told(0)
for i in 0..6 {
    q.apply_async(func() { sleep(1ms); done.add(1) }, [], callback: func(r) { told.add(1) })
}
q.close()
q.join()
assert done.load() == 6 and told.load() == 6

# terminate drops what was not begun; futures of a pool that ended raise died
pool t(1, threads: true)
event begun
let running = t.apply_async(func() { begun.set(); sleep(1h) })
let dropped = t.apply_async(square, [3])
begun.wait()
t.terminate()
t.join()
assert kind_of(func() => dropped.get()) == "died" and dropped.ready() and not dropped.successful()
assert kind_of(func() => running.get()) == "died"
assert kind_of(func() => t.apply_async(square, [1])) == "state"

# no number: one worker for each processor
assert pool(threads: true).size == cpu_count()

# as_completed: in the order in which they get ready
with pool(3, threads: true) as c {
    event second
    let slow = c.apply_async(func() { second.wait(); return "slow" })
    let quick = c.apply_async(func() => "quick")
    var order = []
    for x in as_completed([slow, quick]) {
        order.append(x.get())
        second.set()
    }
    assert order == ["quick", "slow"]
    assert [x for x in as_completed([])] == []
}
print("ok pools")
