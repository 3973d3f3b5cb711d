# Objects and tasks made inside functions and other tasks.
queue out

# a function that makes its own lock, threads and result
func parallel_sum(xs, parts) {
    lock m
    var total = 0
    let size = (len(xs) + parts - 1) // parts
    let ts = [thread(func(part) {
        let s = sum(part) if len(part) > 0 else 0
        with m { total += s }
    }, [xs[i * size:(i + 1) * size]]) for i in 0..parts]
    for t in ts { t.start() }
    for t in ts { t.join() }
    return total
}
assert parallel_sum(list(0..101), 4) == 5050 and parallel_sum([5], 3) == 5 and parallel_sum([], 2) == 0

# threads that make threads, which outlive them
thread outer {
    thread inner {
        sleep(1ms)
        out.put("inner")
    }
    inner.start()
    out.put("outer")
}
outer.start()
outer.join()
assert sorted([out.get(), out.get()]) == ["inner", "outer"]

# declarations in a block and in a loop
var made = []
for i in 0..3 {
    event ready
    thread worker {
        ready.wait()
        out.put(i)
    }
    worker.start()
    made.append([ready, worker])
}
for ready, worker in reversed(made) {
    ready.set()
    worker.join()
}
assert [out.get() for i in 0..3] == [2, 1, 0]

# a kind inside a function sees its variables
func run_all(names) {
    var finished = []
    lock guard
    thread greeter(name) { with guard { finished.append("hi {name}") } }
    let ts = [greeter(n) for n in names]
    for t in ts { t.start() }
    for t in ts { t.join() }
    return sorted(finished)
}
assert run_all(["a", "b"]) == ["hi a", "hi b"] and run_all([]) == []

# a recursive task kind
thread tree_node(depth) {
    if depth > 0 {
        let kids = [tree_node(depth - 1), tree_node(depth - 1)]
        for k in kids { k.start() }
        for k in kids { k.join() }
    }
    out.put(depth)
}
let root = tree_node(3)
root.start()
root.join()
assert sorted([out.get() for i in 0..15]) == [0] * 8 + [1] * 4 + [2] * 2 + [3]

# a timer in a function, a pool in a thread
func later(value) {
    timer t after 1ms { out.put(value) }
    t.start()
    return t
}
assert later("x").join() and out.get() == "x"
thread has_a_pool {
    with pool(2, threads: true) as p { out.put(sum(p.map(func(x) => x * x, 0..5))) }
}
has_a_pool.start()
has_a_pool.join()
assert out.get() == 30

# return in a task's body ends the task; break and continue stay inside
thread returns_early(n) {
    for i in 0..10 {
        if i == n { return }
        out.put(i)
    }
}
let early = returns_early(2)
early.start()
early.join()
assert [out.get(), out.get()] == [0, 1] and out.empty()

# errors are caught in the task where they happen
thread careful {
    try { [][3] } catch index as e { out.put(e.kind) }
}
careful.start()
careful.join()
assert out.get() == "index"
print("ok nested_tasks")
