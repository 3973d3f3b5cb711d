# A pool of processes: apply, map and their like; what a task sees; callbacks; close, terminate, join.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
func square(x) { return x * x }
func add(a, b = 10) { return a + b }
func fails(x) { raise error("mine", "task {x}") }
queue out
# what a task uses is there when its pool is declared
barrier three(3)
atom at_once(0)
atom done(0)
event go_on
event go
event second
event begun
event third

pool p(3)
assert p.size == 3 and type(p) == "pool" and str(p) == "<pool p>"
assert p.apply(square, [5]) == 25 and p.apply(add, [1, 2]) == 3 and p.apply(add, [1]) == 11 and p.apply(func(x) => -x, [4]) == -4
assert p.apply(func() => "none") == "none" and p.apply(func() { }) == nil
assert p.map(square, [1, 2, 3]) == [1, 4, 9] and p.map(square, 0..5) == [0, 1, 4, 9, 16] and p.map(square, []) == []
for size in [1, 2, 3, 7, 100] { assert p.map(square, 0..10, chunksize: size) == [n * n for n in 0..10] }
assert p.map(ord, "ab") == [97, 98] and p.map(len, ["", "abc"]) == [0, 3] and p.map(str, {"k": 1}) == ["k"]
assert p.starmap(add, [[1, 2], [3, 4], [5]]) == [3, 7, 15] and p.starmap(add, []) == [] and p.starmap(add, [[1, 2]] * 5, chunksize: 2) == [3] * 5
assert p.map_async(square, [1, 2]).get() == [1, 4] and p.map_async(square, []).get() == [] and p.map_async(square, 0..5, chunksize: 2).get() == [0, 1, 4, 9, 16]
for size in [1, 2, 10] {
    assert [v for v in p.imap(square, 0..6, chunksize: size)] == [0, 1, 4, 9, 16, 25]
    assert sorted([v for v in p.imap_unordered(square, 0..6, chunksize: size)]) == [0, 1, 4, 9, 16, 25]
}
assert [v for v in p.imap(square, 0..6)] == [0, 1, 4, 9, 16, 25] and sorted([v for v in p.imap_unordered(square, 0..6)]) == [0, 1, 4, 9, 16, 25]
for v in p.imap(square, []) { assert false }
for v in p.imap_unordered(square, []) { assert false }
assert kind_of(func() => p.map(square, [1], chunksize: 0)) == "value" and kind_of(func() => p.map(square, [1], chunksize: -1)) == "value"

# the workers are processes: children of this one, no more than its size, and daemons
func who() { return [pid(), ppid(), current().name, type(current()), current().daemon] }
let seen = [p.apply(who) for i in 0..10]
for number, parent, name, kind, daemon in seen {
    assert number != pid() and parent == pid() and name in ["p-1", "p-2", "p-3"] and kind == "process" and daemon
}
assert 1 <= len({x[0]: true for x in seen}) <= 3 and len(children()) == 3 and {w.pid: true for w in children()}.get(seen[0][0])

# as many tasks at once as it has workers: three meet
assert sorted(p.map(func(x) => three.wait(), 0..3, chunksize: 1)) == [0, 1, 2]
# never more
func busy(x) {
    assert at_once.add(1) <= 3
    sleep(1ms)
    at_once.add(-1)
    return x
}
assert p.map(busy, 0..12, chunksize: 1) == list(0..12)

# results come in order of what went in; unordered as they get ready
func first_waits(x) {
    if x == 0 { go_on.wait() }
    if x == 4 { go_on.set() }
    return x
}
assert p.map(first_waits, 0..5, chunksize: 1) == [0, 1, 2, 3, 4]
go_on.clear()
assert [v for v in p.imap(first_waits, 0..5)] == [0, 1, 2, 3, 4]
go_on.clear()
var unordered = []
func first_waits_for_another(x) {
    if x == 0 { go_on.wait() }
    return x
}
for v in p.imap_unordered(first_waits_for_another, 0..5) {
    unordered.append(v)
    go_on.set()
}
assert unordered[0] != 0 and sorted(unordered) == [0, 1, 2, 3, 4]

# unordered, in the order in which they got ready, also when nobody has asked for one before all are
event others_done
func first_lasts(x) {
    if x == 0 { others_done.wait() }
    if x == 4 { others_done.set() }
    return x
}
let unasked = pool(2)
let late = unasked.imap_unordered(first_lasts, 0..5)
unasked.close()
unasked.join()
let arrived = [v for v in late]
assert arrived[0:3] == [1, 2, 3] and sorted(arrived) == [0, 1, 2, 3, 4]

# every kind of value goes there and comes back
let values = [nil, true, -1, 9223372036854775807, 1.5, 2s, "text", "你好", [1, [2]], {"k": {1: 2}}, 1..4, go_on, out, p, [go_on, {"q": out}], "x" * 10000]
func echo(x) { return x }
for v in values { assert p.apply(echo, [v]) == v and type(p.apply(echo, [v])) == type(v) }
func uses(q, e) {
    e.set()
    q.put("from a task")
}
go_on.clear()
p.apply(uses, [out, go_on])
assert go_on.is_set() and out.get() == "from a task"

# futures
let f = p.apply_async(square, [7])
assert type(f) == "future" and f.get() == 49 and f.ready() and f.successful() and f.wait() and f.get() == 49 and f.get(timeout: 0s) == 49
let waiting = p.apply_async(func() { go.wait(); return "went" })
assert not waiting.ready() and not waiting.wait(timeout: 0s) and not waiting.wait(timeout: 1ms)
assert kind_of(func() => waiting.get(timeout: 0s)) == "timeout" and kind_of(func() => waiting.get(timeout: 1ms)) == "timeout"
assert kind_of(func() => waiting.successful()) == "state" and kind_of(func() => waiting.get(timeout: -1s)) == "value"
go.set()
assert waiting.get() == "went" and waiting.successful()
let slow = p.apply_async(func() { second.wait(); return "slow" })
let quick = p.apply_async(func() => "quick")
var order = []
for x in as_completed([slow, quick]) {
    order.append(x.get())
    second.set()
}
assert order == ["quick", "slow"] and wait_any([slow, quick]) == [slow, quick]
var chosen = nil
select { case v = slow.get() { chosen = v } }
assert chosen == "slow"

# a future is an object as any other: another process may wait for it
let seen_by_others = p.apply_async(func(x) { third.wait(); return x }, [[1, "two"]])
process asks { out.put([seen_by_others.get(), seen_by_others.ready(), p.size]) }
asks.start()
third.set()
assert out.get() == [[1, "two"], true, 3]
asks.join()

# callbacks run here, in one thread of the pool's, one after the other, and change this process's variables
let parent_pid = pid()
var told = []
atom inside(0)
latch all_told(6)
func tell(r) {
    assert inside.add(1) == 1 and pid() == parent_pid and type(current()) == "thread"
    sleep(1ms)
    told.append([r, current().name])
    inside.add(-1)
    all_told.done()
}
for i in 0..6 { p.apply_async(square, [i], callback: tell) }
all_told.wait()
assert sorted([r for r, name in told]) == [0, 1, 4, 9, 16, 25] and len({name: true for r, name in told}) == 1
let captured = "captured"
queue results
p.apply_async(fails, [9], callback: func(r) { results.put("not this") }, error_callback: func(e) { results.put([captured, e.kind, e.message]) })
assert results.get() == ["captured", "mine", "task 9"]
p.apply_async(square, [3], callback: func(r) { results.put(r) }, error_callback: func(e) { results.put("not this") })
assert results.get() == 9
p.map_async(square, [1, 2, 3], callback: func(rs) { results.put(rs) })
assert results.get() == [1, 4, 9]
p.map_async(fails, [1, 2], error_callback: func(e) { results.put([e.kind, e.message]) }, callback: func(rs) { results.put("not this") })
assert results.get() == ["mine", "task 1"]
# no callback for one that failed, when there is none for errors
let failed = p.apply_async(fails, [1], callback: func(r) { results.put("not this") })
failed.wait()
p.apply_async(square, [1], callback: func(r) { results.put("the next") })
assert results.get() == "the next"

# wrong moments and wrong things
assert kind_of(func() => p.join()) == "state"
assert kind_of(func() => p.apply(5, [])) == "type" and kind_of(func() => p.apply("square", [1])) == "type" and kind_of(func() => p.map(square, 5)) == "type"
assert kind_of(func() => p.apply(square, 5)) == "type" and kind_of(func() => p.apply(square, [])) == "type" and kind_of(func() => p.apply(square, [1, 2])) == "type"
assert kind_of(func() => pool(0)) == "value" and kind_of(func() => pool(-1)) == "value" and kind_of(func() => pool("4")) == "type"
p.close()
p.close()
for g in [func() => p.apply(square, [1]), func() => p.apply_async(square, [1]), func() => p.map(square, [1]), func() => p.map_async(square, [1]),
    func() => p.starmap(add, [[1, 2]]), func() => [v for v in p.imap(square, [1])], func() => [v for v in p.imap_unordered(square, [1])]] {
    assert kind_of(g) == "state"
}
assert p.join() and f.get() == 49 and p.size == 3
assert p.join()
while children() != [] { sleep(1ms) }        # its workers end as well

# close lets what was given be done; join waits for it, callbacks included
pool q(2)
var counted = 0
for i in 0..6 {
    q.apply_async(func() { sleep(1ms); done.add(1) }, [], callback: func(r) { counted += 1 })
}
q.close()
q.join()
assert done.load() == 6 and counted == 6

# terminate drops what is under way and what was not begun; their futures raise died
pool t(1)
let running = t.apply_async(func() {
    try {
        begun.set()
        sleep(1h)
    } finally {
        out.put("finally")
    }
})
let dropped = t.apply_async(square, [3], callback: func(r) { out.put("callback") }, error_callback: func(e) { out.put("error callback") })
begun.wait()
t.terminate()
t.terminate()
assert t.join()
assert kind_of(func() => dropped.get()) == "died" and dropped.ready() and not dropped.successful() and kind_of(func() => running.get()) == "died"
assert kind_of(func() => t.apply_async(square, [1])) == "state" and kind_of(func() => t.apply(square, [1])) == "state"
assert out.empty()
t.close()

# terminate before any task, close before any task
pool idle(2)
idle.terminate()
assert idle.join()
pool idle_too(2)
idle_too.close()
assert idle_too.join()

# with: it is terminated at the end, however the block is left
var last = nil
with pool(2) as w {
    assert w.map(square, 0..4) == [0, 1, 4, 9]
    last = w.apply_async(func() { sleep(1h) })
}
assert kind_of(func() => last.get()) == "died"
assert kind_of(func() { with pool(1) as w { last = w; raise error("mine", "left") } }) == "mine" and kind_of(func() => last.apply(square, [1])) == "state"

# no number: one worker for each processor
with pool() as c { assert c.size == cpu_count() }

# a pool in a process of its own, in a thread, in a function
process has_pool {
    with pool(2) as w { out.put(w.map(square, [1, 2])) }
}
has_pool.start()
has_pool.join()
thread has_pool_too {
    pool inner(2)
    out.put(inner.map(square, [3, 4]))
    inner.close()
    inner.join()
}
has_pool_too.start()
has_pool_too.join()
func in_function(xs) {
    pool inner(2)
    return inner.map(square, xs)             # its workers are daemons: nobody need end it
}
assert out.get() == [1, 4] and out.get() == [9, 16] and in_function([5]) == [25] and has_pool.exitcode == 0
print("ok pools")
