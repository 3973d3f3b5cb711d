# Workers of a pool of processes that die or call exit: their task's future raises died, another takes the place; errors of tasks.
# Exit status: 1
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never
event never_either
func square(x) { return x * x }
func leaves(code) { exit(code) }
func waits() {
    out.put(pid())
    never.wait()
}
func worker(number) {
    for w in children() { if w.pid == number { return w } }
    return nil
}

# a task that calls exit
pool p(2)
for code in [0, 3] {
    let f = p.apply_async(leaves, [code])
    assert kind_of(func() => f.get()) == "died" and f.ready() and not f.successful() and f.wait()
    assert kind_of(func() => p.apply(leaves, [code])) == "died"
}
assert p.map(square, 0..10) == [x * x for x in 0..10]

# one whose worker is killed, or terminated, by this process, which is its parent
for end in [func(w) => w.kill(), func(w) => w.terminate()] {
    let f = p.apply_async(waits)
    let number = out.get()
    let w = worker(number)
    end(w)
    assert kind_of(func() => f.get()) == "died" and w.join() and w.exitcode in [-9, -15]
    assert p.apply(square, [3]) == 9
}
# ... all workers at once
let fs = [p.apply_async(waits) for i in 0..2]
for i in 0..2 { worker(out.get()).kill() }
for f in fs { assert kind_of(func() => f.get()) == "died" }
# ... while others wait for a free worker: they are done by those who take the place
let blocked = [p.apply_async(waits) for i in 0..2]
let behind = [p.apply_async(square, [x]) for x in 0..5]
assert not behind[0].ready()
for i in 0..2 { worker(out.get()).kill() }
assert [f.get() for f in behind] == [0, 1, 4, 9, 16]
for f in blocked { assert kind_of(func() => f.get()) == "died" }

# only the task that it was at is lost; there are as many workers as before
barrier two(2)
with pool(2) as q {
    assert sorted(q.map(func(x) => two.wait(), [1, 2], chunksize: 1)) == [0, 1]
    assert kind_of(func() => q.apply(leaves, [0])) == "died"
    assert sorted(q.map(func(x) => two.wait(), [1, 2], chunksize: 1)) == [0, 1] and q.size == 2
}

# map, imap, starmap with one that dies: raised after all are done
func dies_at(x, y) {
    if x == y { exit(1) }
    if x == 4 { sleep(2ms) }                 # the last one is late, and waited for
    out.put(x)
    return x
}
assert kind_of(func() => p.starmap(dies_at, [[x, 2] for x in 0..5], chunksize: 1)) == "died"
assert sorted([out.get_nowait() for i in 0..4]) == [0, 1, 3, 4] and out.empty()
func dies_at_2(x) { return dies_at(x, 2) }
assert kind_of(func() => p.map(dies_at_2, 0..5, chunksize: 1)) == "died" and sorted([out.get_nowait() for i in 0..4]) == [0, 1, 3, 4]
assert kind_of(func() => p.map_async(dies_at_2, 0..5, chunksize: 1).get()) == "died" and sorted([out.get_nowait() for i in 0..4]) == [0, 1, 3, 4]
var got = []
assert kind_of(func() { for v in p.imap(dies_at_2, 0..5) { got.append(v) } }) == "died" and got == [0, 1]
assert sorted([out.get() for i in 0..4]) == [0, 1, 3, 4]

# callbacks are told
p.apply_async(leaves, [0], callback: func(r) { out.put("not this") }, error_callback: func(e) { out.put(e.kind) })
assert out.get() == "died"

# a worker that dies holding a lock abandons it
lock m
pool r(1)
func dies_holding() {
    m.acquire()
    exit(0)
}
func takes() {
    try {
        m.acquire()
    } catch abandoned {
        m.release()
        return "abandoned"
    }
}
assert kind_of(func() => r.apply(dies_holding)) == "died" and r.apply(takes) == "abandoned"

# errors of tasks: raised again where the result is asked for, with the line of the task
func fails(x) {
    raise error("mine", "task {x}")          # line 98
}
func divides(x) {
    return 1 // x                            # line 101
}
let bad = r.apply_async(fails, [1])
assert kind_of(func() => bad.get()) == "mine" and bad.ready() and not bad.successful() and bad.wait() and kind_of(func() => bad.get()) == "mine"
try { bad.get() } catch "mine" as e { out.put([e.kind, e.message, e.line]) }
assert out.get() == ["mine", "task 1", 98]
try { r.apply(divides, [0]) } catch zero_division as e { out.put(e.line) }
assert out.get() == 101
assert kind_of(func() => r.apply(square, ["a"])) == "type" and kind_of(func() => r.starmap(square, [["a"]])) == "type"
assert kind_of(func() => r.apply(func() { assert false })) == "assert" and kind_of(func() => r.apply(func() { raise "text" })) == "error"
# ... map: the first in order, after all are done
func counts(x) {
    if x == 2 or x == 4 { fails(x) }
    if x == 5 { sleep(2ms) }
    out.put(x)
    return x
}
pool s(3)
try { s.map(counts, 0..6, chunksize: 1) } catch "mine" as e { assert e.message == "task 2" and e.line == 98 }
assert sorted([out.get_nowait() for i in 0..4]) == [0, 1, 3, 5] and out.empty()
got = []
try { for v in s.imap(counts, 0..6) { got.append(v) } } catch "mine" as e { assert e.message == "task 2" }
assert got == [0, 1]
assert kind_of(func() => [v for v in s.imap_unordered(counts, 0..6)]) == "mine"
# an error is no death: it is the same worker that goes on
func pid_of() { return pid() }
let numbers = {r.apply(pid_of): true for i in 0..3}
assert kind_of(func() => r.apply(fails, [1])) == "mine" and len(numbers) == 1 and r.apply(pid_of) in numbers

# an error in a callback is an uncaught error of the pool's thread; the pool goes on
pool c(1)
c.apply_async(square, [2], callback: func(r) { raise "in a callback: an uncaught error is expected" })
c.apply_async(square, [3], callback: func(r) { out.put(r) })
loop { if out.get() == 9 { break } }
c.close()
c.join()
assert kind_of(func() => c.apply(square, [1])) == "state"

# a pool that is terminated while workers die
pool t(2)
let last = [t.apply_async(waits) for i in 0..4]
t.apply_async(leaves, [1])
t.terminate()
t.join()
for f in last { assert kind_of(func() => f.get()) == "died" }

# the tasks of a pool whose process has ended are dropped, and its workers stop
process has_pool {
    pool inner(2)
    inner.apply_async(waits_in_inner)
    inner.apply_async(waits_in_inner)
    inner.apply_async(waits_in_inner)
    handles.put(children())
}
queue handles
func waits_in_inner() { never_either.wait() }
has_pool.start()
has_pool.join()
assert has_pool.exitcode == 0
for w in handles.get() { assert w.join() and w.exitcode != 0 }

# main ends: what was given to this one is dropped
pool idle(2)
idle.apply_async(waits)
print("ok pool_deaths")
