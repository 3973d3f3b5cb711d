# process: every way to make one, to start it and to join it; options; processes of processes, and of threads.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out

func greet(name) { out.put("greet {name}") }
func sums(a, b = 10) { out.put("sum {a + b}") }

process body { out.put("body") }
process called(func(a, b) { out.put("called {a}{b}") }, [1, 2])
process of_call = greet("bob")
process of_call_named = sums(b: 1, a: 2)
process of_call_default = sums(5)
process kind(id, extra = "-") { out.put("kind {id}{extra}") }
kind k1("x")
process of_a_list(greet, ["list"], name: "listed", daemon: false)
let all_of_them = [body, called, of_call, of_call_named, of_call_default, k1, of_a_list, kind(3), kind(4, "+"), kind(id: 5, extra: "!"),
    process(greet, ["al"]), process(func() { out.put("anonymous") })]
assert [type(p) for p in all_of_them] == ["process"] * 12

# made is not started: no pid, no exitcode, not alive, and nothing was put
for p in all_of_them {
    assert not p.is_alive() and p.pid == nil and p.exitcode == nil
}
assert out.empty()
for p in all_of_them { p.start() }
for p in all_of_them {
    assert p.join() == true
    assert not p.is_alive() and p.exitcode == 0 and type(p.pid) == "int"
}
assert sorted([out.get() for i in 0..len(all_of_them)]) == ["anonymous", "body", "called 12", "greet al", "greet bob", "greet list", "kind 3-", "kind 4+",
    "kind 5!", "kind x-", "sum 15", "sum 3"]

# the arguments are evaluated where it is made, the body runs in the new process
var n = 1
func put_both(x) { out.put([x, n]) }
process keeps = put_both(n)
n = 2
keeps.start()
n = 3
keeps.join()
assert out.get() == [1, 2]

# what a default or an argument does is done by the one who calls
var calls = 0
func counted() {
    calls += 1
    return calls
}
process with_default(a, b = counted()) { out.put([a, b]) }
let d = with_default(counted())
assert calls in [1, 2]
d.start()
d.join()
assert out.get()[0] == 1

# return ends a body; its value goes nowhere, and the exitcode is 0
process returns {
    out.put("one")
    if true { return }
    out.put("two")
}
returns.start()
returns.join()
assert out.get() == "one" and out.empty() and returns.exitcode == 0

# a block around the declaration: a closure goes along
func make(word) {
    var changing = word
    process inner { out.put("{word} {changing}") }
    changing = "changed"
    return inner
}
let made = make("word")
made.start()
made.join()
assert out.get() == "word changed"

# in a loop each round makes a new one, and they run side by side: each waits for all the others
barrier together(4)
let workers = [process(func(i) {
    together.wait()
    out.put(i)
}, [i]) for i in 0..3]
for w in workers { w.start() }
together.wait()
for w in workers { w.join() }
assert sorted([out.get() for i in 0..3]) == [0, 1, 2]

# a process of a process of a process, each joined by its own parent
process nest(depth) {
    if depth > 0 {
        let child = nest(depth - 1)
        child.start()
        child.join()
        assert child.exitcode == 0
    }
    out.put(depth)
}
let tower = nest(3)
tower.start()
tower.join()
assert [out.get() for i in 0..4] == [0, 1, 2, 3]

# a thread starts a process, and a process starts threads
thread starter {
    process from_thread { out.put("from a thread") }
    from_thread.start()
    from_thread.join()
    assert from_thread.exitcode == 0
}
starter.start()
starter.join()
assert out.get() == "from a thread"
process with_threads {
    var total = 0
    lock m
    let ts = [thread(func(k) { with m { total += k } }, [k]) for k in 1..5]
    for t in ts { t.start() }
    for t in ts { t.join() }
    out.put(total)
}
with_threads.start()
with_threads.join()
assert out.get() == 10

# only the thread that starts it goes on in the child: the others stay where they are
event stay
atom rounds(0)
thread other {
    stay.wait()
    rounds.add(1)
}
other.start()
process alone {
    assert len(threads()) == 1
    stay.set()
}
alone.start()
alone.join()
other.join()
assert alone.exitcode == 0 and rounds.load() == 1

# wherever a statement can stand: in a loop over a queue, a timer's block, a case, a callback, a with, an atomic block, a catch, a finally
func put_in_child(word) {
    process child { out.put(word) }
    child.start()
    return child
}
func in_child(word) {
    let child = put_in_child(word)
    child.join()
    assert child.exitcode == 0 and out.get() == word
}
queue items
items.put("loop")
items.close()
for item in items { in_child(item) }
assert [in_child(word) for word in ["comprehension", "again"]] == [nil, nil]
timer due after 0s { in_child("timer") }
due.start()
due.join()
select { case stay.wait() { in_child("case") } }
lock held
with held { in_child("with") }
atomic { put_in_child("atomic") }
assert out.get() == "atomic"
try { raise "text" } catch e { in_child("catch") } finally { in_child("finally") }
pool one(1, threads: true)
one.apply(in_child, ["a task of a pool of threads"])
one.apply_async(func() => 1, [], callback: func(r) { in_child("callback") })
one.close()
one.join()

# a function of the top level that stands below may be called
process uses_below { out.put(below()) }
func below() { return "below" }
uses_below.start()
uses_below.join()
assert out.get() == "below"

# the same handle in a list, a map, as a parameter
let in_list = [body, {"p": body}]
assert in_list[0] == body and in_list[1]["p"].exitcode == 0 and kind_of(func() => in_list[0].start()) == "state"
print("ok forms")
