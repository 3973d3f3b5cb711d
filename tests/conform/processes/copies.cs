# A process begins with its own copy of every variable, as it is when it is started; afterwards neither side sees what the other does.
queue out

# as it is at the start, not when it was made or declared
var n = 1
process child { out.put(n) }
n = 2
child.start()
n = 3
child.join()
assert out.get() == 2 and n == 3

# every kind of value, changed in the child: the parent sees nothing of it
var number = 1
var text = "parent"
var xs = [1, [2, 3]]
var m = {"k": {"x": 1}}
var none = nil
event unset
var handle = unset
process changes {
    number += 1
    text += " and child"
    xs.append(4)
    xs[1][0] = "changed"
    xs.sort(key: str)
    m["k"]["x"] = 2
    m["new"] = true
    none = "something"
    handle = nil
    out.put([number, text, len(xs), m["k"]["x"], len(m), none, handle])
}
changes.start()
changes.join()
assert changes.exitcode == 0
assert out.get() == [2, "parent and child", 3, 2, 2, "something", nil]
assert number == 1 and text == "parent" and xs == [1, [2, 3]] and m == {"k": {"x": 1}} and none == nil and handle == unset

# changed in the parent afterwards: the child sees nothing of that
event go
process keeps {
    go.wait()
    out.put([number, text, xs, m, none])
}
keeps.start()
number = 100
text = "later"
xs[1].append("later")
xs.append("later")
m["k"] = "later"
m.clear()
none = "later"
go.set()
keeps.join()
assert out.get() == [1, "parent", [1, [2, 3]], {"k": {"x": 1}}, nil]

# children have a copy each
var mine = 0
let children_made = [process(func(k) {
    mine += k
    out.put(mine)
}, [k]) for k in [1, 10, 100]]
for c in children_made { c.start() }
for c in children_made { c.join() }
assert sorted([out.get() for i in 0..3]) == [1, 10, 100] and mine == 0

# a child of a child: what its parent had then
var level = 0
process outer {
    level = 1
    process inner {
        level += 10
        out.put(level)
    }
    level = 2
    inner.start()
    level = 3
    inner.join()
    out.put(level)
}
outer.start()
outer.join()
assert [out.get(), out.get(), level] == [12, 3, 0]

# variables of functions and blocks that a body captures are copied too
func captures() {
    var local = ["local"]
    let fixed = "fixed"
    process c {
        local.append("child")
        out.put([local, fixed])
    }
    local.append("before the start")
    c.start()
    local.append("after the start")
    c.join()
    return local
}
assert captures() == ["local", "before the start", "after the start"]
assert out.get() == [["local", "before the start", "child"], "fixed"]

# a closure and its variable: one counter on each side
func counter() {
    var count = 0
    return func() {
        count += 1
        return count
    }
}
let tick = counter()
assert tick() == 1
process counts { out.put([tick(), tick()]) }
counts.start()
counts.join()
assert out.get() == [2, 3] and tick() == 2

# two closures over one variable still share it within the child
func pair() {
    var v = 0
    return [func(x) { v = x }, func() => v]
}
let set_it, get_it = pair()
process both {
    set_it(5)
    out.put(get_it())
}
both.start()
both.join()
assert out.get() == 5 and get_it() == 0

# threads of one process share, and the threads of a child share the child's
var shared_by_threads = 0
process with_threads {
    let ts = [thread(func() { atomic { shared_by_threads += 1 } }) for i in 0..3]
    for t in ts { t.start() }
    for t in ts { t.join() }
    out.put(shared_by_threads)
}
with_threads.start()
with_threads.join()
assert out.get() == 3 and shared_by_threads == 0

# started from a thread: the variables as they are, those of the thread's body and function as well
func from_thread(own) {
    var more = own + 1
    process p { out.put([own, more, shared_by_threads]) }
    more += 1
    p.start()
    p.join()
}
shared_by_threads = 7
thread t = from_thread(1)
t.start()
t.join()
assert out.get() == [1, 3, 7]

# variables of other threads are nobody's business: the parent's threads go on with theirs
event may_end
var seen_by_thread = "parent"
thread goes_on {
    may_end.wait()
    out.put(seen_by_thread)
}
goes_on.start()
process rewrites {
    seen_by_thread = "child"
    may_end.set()
}
rewrites.start()
rewrites.join()
goes_on.join()
assert out.get() == "parent"

# a list that was being walked through, and its place in it
var walked = [1, 2, 3]
for w in walked {
    if w == 2 {
        process in_loop {
            walked.append(w)
            out.put(walked)
        }
        in_loop.start()
        in_loop.join()
        walked.append(4)
    }
}
assert out.get() == [1, 2, 3, 2] and walked == [1, 2, 3, 4]

# random numbers: each task has a stream of its own, whatever others have drawn
process draws { out.put([random(1, 1000000) for i in 0..3]) }
draws.start()
draws.join()
let drawn = out.get()
assert drawn != [random(1, 1000000) for i in 0..3]

# objects are never copied
atom hits(0)
queue q
q.put("before")
lock l
process uses {
    hits.add(1)
    out.put(q.get())
    q.put("after")
    with l { out.put(l.locked()) }
}
uses.start()
uses.join()
assert hits.load() == 1 and out.get() == "before" and out.get() == true and q.get() == "after" and not l.locked()
print("ok copies")
