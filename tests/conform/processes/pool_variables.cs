# What a task in a pool of processes sees: the variables as they were when its worker was forked, and what earlier tasks of that worker left.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event go
shared var everywhere = 0
var n = 1
var xs = ["before"]
let fixed = {"k": 1}
func look() { return [n, xs, fixed] }
func change() {
    n += 1
    xs.append("task")
    everywhere += 1
    return n
}

# as they were where the pool is declared, whatever this process does later
pool one(1)
n = 100
xs.append("after")
assert one.apply(look) == [1, ["before"], {"k": 1}]
assert one.apply(func() => [n, xs, fixed]) == [1, ["before"], {"k": 1}]
assert [one.apply(func(m) => m, [n]), one.map(func(x) => x + n, [1, 2])] == [100, [2, 3]]      # arguments are evaluated here

# what an earlier task of the worker left is there for the next; this process sees nothing of it
assert [one.apply(change) for i in 0..3] == [2, 3, 4]
assert one.apply(look) == [4, ["before", "task", "task", "task"], {"k": 1}] and n == 100 and xs == ["before", "after"]

# a shared var is one for all
assert everywhere == 3
everywhere = 10
assert one.apply(func() => everywhere) == 10

# each worker has its own: what one has changed the others do not see
barrier both(2)
pool two(2)
func change_and_meet(x) {
    both.wait()
    return change()
}
assert two.map(change_and_meet, [1, 2], chunksize: 1) == [101, 101] and two.map(change_and_meet, [1, 2], chunksize: 1) == [102, 102] and n == 100

# names of functions and kinds that stand below are known; objects declared later are not there
func uses_later() { return later.is_set() }
func calls_later() { return declared_later() }
pool early(1)
event later
func declared_later() { return "declared later" }
assert kind_of(func() => early.apply(uses_later)) == "state" and early.apply(calls_later) == "declared later" and not uses_later()

# a thread that a task starts belongs to the worker, and goes on with it
func starts_a_thread() {
    thread t {
        go.wait()
        out.put([pid(), n])
    }
    t.start()
    n = "left by a task"
    return pid()
}
let number = one.apply(starts_a_thread)
go.set()
assert out.get() == [number, "left by a task"]
# a task may start processes, and pools
func starts_a_process(x) {
    process child { out.put([x, ppid()]) }
    child.start()
    child.join()
    return [pid(), child.exitcode]
}
let worker_pid, exitcode = one.apply(starts_a_process, ["child"])
assert out.get() == ["child", worker_pid] and exitcode == 0
func uses_a_pool(xs) {
    with pool(2) as inner { return inner.map(func(x) => x * 2, xs) }
}
assert one.apply(uses_a_pool, [[1, 2, 3]]) == [2, 4, 6]

# a worker that is gone is replaced by one that sees the variables as they are then
n = 200
xs = ["then"]
for w in children() {
    if w.name == "one-1" {
        w.kill()
        w.join()
    }
}
assert one.apply(look) == [200, ["then"], {"k": 1}] and one.apply(look) == [200, ["then"], {"k": 1}]

# functions that a pool of processes does not take: those that know more than the top level
func outer() {
    let local = 5
    var changing = 6
    func named() { return local }
    func needs_nothing() { return "nothing" }
    assert kind_of(func() => two.apply(func() => local)) == "type"
    assert kind_of(func() => two.apply(func() => changing)) == "type"
    assert kind_of(func() => two.apply(named)) == "type"
    assert kind_of(func() => two.apply_async(named)) == "type" and kind_of(func() => two.map(func(x) => x + local, [1])) == "type"
    assert kind_of(func() => two.map_async(func(x) => x + local, [1])) == "type" and kind_of(func() => two.starmap(func(x) => local, [[1]])) == "type"
    assert kind_of(func() => [v for v in two.imap(func(x) => local, [1])]) == "type" and kind_of(func() => [v for v in two.imap_unordered(func(x) => local, [1])]) == "type"
    assert two.apply(func(x) => x * 2, [local]) == 10
    assert two.apply(func(x) {
        let own = x + 1
        let f = func(y) => y + own
        return f(1)
    }, [1]) == 3
    # a callback stays here, and may know what it likes
    queue told
    two.apply_async(look, [], callback: func(r) {
        changing += 1
        told.put(local)
    })
    assert told.get() == 5 and changing == 7
}
outer()
# ... nor may a function be an argument, or a result
for f in [look, func() => 1, len, [look], {"k": look}] {
    assert kind_of(func() => two.apply(func(g) => 1, [f])) == "type" and kind_of(func() => two.map(func(g) => 1, [f])) == "type"
}
func gives_function() { return look }
func gives_deep() { return [1, {"k": func() => 1}] }
for g in [gives_function, gives_deep] {
    assert kind_of(func() => two.apply(g)) == "type" and kind_of(func() => two.apply_async(g).get()) == "type"
}
assert two.apply(look)[0] == 102 and two.size == 2

# only the process that has a pool gives it tasks
process foreign { out.put([kind_of(func() => two.apply(look)), kind_of(func() => two.apply_async(look)), kind_of(func() => two.map(look, []))]) }
foreign.start()
foreign.join()
assert out.get()[:2] == ["permission", "permission"]
two.close()
two.join()
print("ok pool_variables")
