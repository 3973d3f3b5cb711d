# select: which case runs, time-outs, else.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue a
queue b(1)
queue out
event e
lock m
rlock r
semaphore s(1)
rwlock rw
latch l(1)

# nothing is ready
func poll() {
    select {
        case v = a.get() { return "a {v}" }
        case e.wait() { return "e" }
        else { return "nothing" }
    }
}
assert poll() == "nothing"
a.put(1)
assert poll() == "a 1" and poll() == "nothing"
e.set()
assert poll() == "e" and poll() == "e"
e.clear()

# after
func patient(d) {
    select {
        case a.get() { return "a" }
        after d { return "late" }
    }
}
assert patient(1ms) == "late" and patient(0s) == "late"
a.put(1)
assert patient(0s) == "a"
assert kind_of(func() => patient(-1s)) == "value" and kind_of(func() => patient(1)) == "type"

# each operation, ready and not
thread ended { }
ended.start()
ended.join()
thread asleep { e.wait() }
asleep.start()
timer due after 0s { }
due.start()
due.join()
pool p(1, threads: true)
let f = p.apply_async(func() => "result")
f.wait()
var path = []
select { case b.put("x") { path.append("put") } else { } }
select { case b.put("y") { path.append("no") } else { path.append("full") } }
select { case v = b.get() { path.append(v) } else { } }
select { case m.acquire() { path.append(m.locked()) } else { } }
select { case m.acquire() { path.append("no") } else { path.append("held") } }
m.release()
select { case r.acquire() { path.append("rlock") } else { } }
select { case r.acquire() { path.append("again") } else { } }
r.release()
r.release()
select { case s.acquire() { path.append(s.value) } else { } }
select { case s.acquire() { path.append("no") } else { path.append("none") } }
select { case rw.read.acquire() { path.append("read") } else { } }
select { case rw.write.acquire() { path.append("no") } else { path.append("read by one") } }
rw.read.release()
select { case rw.write.acquire() { path.append("write") } else { } }
rw.write.release()
select { case l.wait() { path.append("no") } else { path.append("latched") } }
l.done()
select { case l.wait() { path.append("open") } else { } }
select { case asleep.join() { path.append("no") } else { path.append("alive") } }
select { case ended.join() { path.append("ended") } else { } }
select { case due.join() { path.append("due") } else { } }
select { case v = f.get() { path.append(v) } else { } }
assert path == ["put", "full", "x", true, "held", "rlock", "again", 0, "none", "read", "read by one", "write", "latched", "open", "alive", "ended", "due", "result"]
e.set()
select { case asleep.join() { } }
e.clear()

# what its operations return
e.set()
select { case v = e.wait() { assert v == true } }
e.clear()
select { case v = ended.join() { assert v == true } }
select { case v = l.wait() { assert v == true } }

# one case only is done
a.put(1)
b.put(2)
let n = a.size() + b.size()
select { case a.get() { } case b.get() { } }
assert a.size() + b.size() == n - 1
while not a.empty() { a.get() }
while not b.empty() { b.get() }

# waits for the first
thread feeder {
    sleep(1ms)
    b.put("fed")
}
feeder.start()
select {
    case a.get() { assert false }
    case v = b.get() { assert v == "fed" }
    case e.wait() { assert false }
    after 1h { assert false }
}
feeder.join()

# a case whose `if` is false, or on nil, is never ready
a.put("item")
var taken = nil
select { case a.get() if false { taken = "a" } else { taken = "else" } }
assert taken == "else" and a.size() == 1
select { case v = a.get() if 1 < 2 { taken = v } else { } }
assert taken == "item"
let none = nil
select { case none.get() { taken = "nil" } case none.wait() { taken = "nil" } after 1ms { taken = "late" } }
assert taken == "late"

# closed counts as ready, and raises
queue c
c.close()
assert kind_of(func() { select { case c.get() { } case e.wait() { } } }) == "closed"
assert kind_of(func() { select { case c.put(1) { } after 1h { } } }) == "closed"
queue c2
c2.put("last")
c2.close()
select { case v = c2.get() { assert v == "last" } }
assert kind_of(func() { select { case c2.get() { } else { } } }) == "closed"
thread closer {
    sleep(1ms)
    c3.close()
}
queue c3
closer.start()
assert kind_of(func() { select { case c3.get() { } case e.wait() { } } }) == "closed"
closer.join()

# operands are evaluated once, in order
var log = []
func t(name, x) {
    log.append(name)
    return x
}
select { case t("a", a).get() { } case t("b", b).put(t("item", 1)) { } case t("e", e).wait() if t("if", false) { } }
assert log == ["a", "b", "item", "e", "if"] or log == ["a", "b", "item", "if", "e"] or log == ["a", "b", "item", "if"]
assert b.get() == 1

# break, continue and return inside belong to what is around
func drain(q) {
    var items = []
    loop {
        select {
            case v = q.get() {
                if v == "skip" { continue }
                if v == "stop" { break }
                items.append(v)
            }
            else { return "ran dry" }
        }
    }
    return items
}
for v in [1, "skip", 2, "stop", 3] { a.put(v) }
assert drain(a) == [1, 2] and drain(a) == "ran dry"

# errors in a case's block come out; the operation was done
a.put(1)
assert kind_of(func() { select { case a.get() { raise "x" } } }) == "error" and a.empty()

# what cannot stand in a select
assert kind_of(func() { select { case [5][0].get() { } else { } } }) == "type"

# two selecting threads share out the items of two queues: none lost, none doubled
queue x
queue y(2)
event stop
thread chooser {
    loop {
        select {
            case v = x.get() { out.put(v) }
            case v = y.get() { out.put(v) }
            case stop.wait() if x.empty() and y.empty() { return }
            after 1ms { }
        }
    }
}
let choosers = [thread(func() {
    loop {
        select {
            case v = x.get() { out.put(v) }
            case v = y.get() { out.put(v) }
            case stop.wait() if x.empty() and y.empty() { return }
            after 1ms { }
        }
    }
}) for i in 0..2] + [chooser]
for ch in choosers { ch.start() }
for i in 0..60 { if i % 2 == 0 { x.put(i) } else { y.put(i) } }
let all_items = sorted([out.get() for i in 0..60])
stop.set()
for ch in choosers { ch.join() }
assert all_items == list(0..60) and out.empty()
p.close()
p.join()
print("ok selecting")
