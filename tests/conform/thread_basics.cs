# Threads: made, started, joined; wrong moments.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# every way to make one
queue out
func greet(name) { out.put("greet {name}") }
thread body { out.put("body") }
thread called(func(a, b) { out.put("called {a}{b}") }, [1, 2])
thread of_call = greet("bob")
thread kind(id, extra = "-") { out.put("kind {id}{extra}") }
thread declared_of_kind = greet("eve")
kind k1("x")
let all_of_them = [body, called, of_call, declared_of_kind, k1, kind(3), kind(4, "+"), kind(id: 5, extra: "!"), thread(greet, ["al"]), thread(func() { out.put("anonymous") })]
for t in all_of_them {
    assert not t.is_alive()
    t.start()
}
for t in all_of_them {
    assert t.join()
    assert not t.is_alive()
}
assert sorted([out.get() for i in 0..len(all_of_them)]) == ["anonymous", "body", "called 12", "greet al", "greet bob", "greet eve",
    "kind 3-", "kind 4+", "kind 5!", "kind x-"]

# arguments are evaluated where the thread is made, the body runs in the new one
var n = 1
func put_it(x) { out.put([x, current().name]) }
thread keeps = put_it(n)
n = 2
keeps.start()
keeps.join()
assert out.get() == [1, "keeps"]

# wrong moments
thread once { }
assert kind_of(func() => once.join()) == "state"
once.start()
assert kind_of(func() => once.start()) == "state"
once.join()
assert once.join() and once.join(timeout: 0s)       # joining again is fine
assert kind_of(func() => once.start()) == "state"
thread own {
    assert kind_of(func() => current().join()) == "state"
    out.put("own")
}
own.start()
own.join()
assert out.get() == "own"

# join with a time-out
event go
thread waiter { go.wait() }
waiter.start()
assert waiter.is_alive() and not waiter.join(timeout: 0s) and not waiter.join(timeout: 1ms)
assert kind_of(func() => waiter.join(timeout: -1s)) == "value" and kind_of(func() => waiter.join(timeout: 0 + 1)) == "type"
go.set()
assert waiter.join(timeout: 1h) and not waiter.is_alive()

# return in a body ends the thread; its value goes nowhere
thread returns {
    out.put(1)
    if true { return }
    out.put(2)
}
returns.start()
returns.join()
assert out.get() == 1 and out.empty()

# threads in threads
thread parent(depth) {
    if depth > 0 {
        let child = parent(depth - 1)
        child.start()
        child.join()
    }
    out.put(depth)
}
let p = parent(3)
p.start()
p.join()
assert [out.get() for i in 0..4] == [0, 1, 2, 3]

# anyone may join, several at once
thread slow { go.wait(); sleep(1ms) }
go.clear()
slow.start()
let joiners = [thread(func() { out.put(slow.join()) }) for i in 0..3]
for j in joiners { j.start() }
go.set()
for j in joiners { j.join() }
assert [out.get() for i in 0..3] == [true, true, true]

# what a thread writes before its end is seen after join
var result = nil
thread computes { result = 8 ** 20 }
computes.start()
computes.join()
assert result == 1152921504606846976

# threads() and children know it
assert current() in threads()
print("ok thread_basics")
