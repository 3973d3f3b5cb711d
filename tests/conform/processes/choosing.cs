# select, wait_any, atomic and await across processes.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
func run(f) {
    let p = process(f)
    p.start()
    p.join()
    assert p.exitcode == 0
}

# select in one process, each case made ready by another
queue q
queue full_q(1)
pipe a, b
event e
lock m
rlock r
rwlock rw
semaphore s(0)
latch l(1)
event may_end
process p { may_end.wait() }
thread t { may_end.wait() }
func chooses() {
    select {
        case v = q.get() { return ["q", v] }
        case full_q.put("put") { return ["full_q"] }
        case v = a.recv() { return ["pipe", v] }
        case e.wait() { return ["event"] }
        case m.acquire() { m.release(); return ["lock"] }
        case r.acquire() { r.release(); return ["rlock"] }
        case rw.write.acquire() { rw.write.release(); return ["rwlock"] }
        case s.acquire() { return ["semaphore"] }
        case l.wait() { return ["latch"] }
        case p.join() { return ["process"] }
        case t.join() { return ["thread"] }
    }
}
full_q.put("full")
m.acquire()
r.acquire()
rw.read.acquire()
p.start()
t.start()
let makes_ready = [
    [["q", 1], func() => q.put(1)],
    [["full_q"], func() => full_q.get()],
    [["pipe", [2]], func() => b.send([2])],
    [["semaphore"], func() => s.release()],
]
for expected, make_ready in makes_ready {
    process chooser {
        out.put("begins")
        out.put(chooses())
    }
    chooser.start()
    assert out.get() == "begins" and not chooser.join(timeout: 0s)
    run(make_ready)
    assert out.get() == expected
    chooser.join()
}
assert full_q.get() == "put" and full_q.empty()
full_q.put("full")
# what only its holder can give back
for expected, give_back, take in [[["lock"], func() => m.release(), func() => m.acquire()], [["rlock"], func() => r.release(), func() => r.acquire()],
    [["rwlock"], func() => rw.read.release(), func() => rw.read.acquire()]] {
    process chooser {
        out.put("begins")
        out.put(chooses())
    }
    chooser.start()
    assert out.get() == "begins"
    give_back()
    assert out.get() == expected
    chooser.join()
    take()
}
# what stays ready
process chooser_of_event { out.put(chooses()) }
chooser_of_event.start()
run(func() { e.set() })
assert out.get() == ["event"]
chooser_of_event.join()
e.clear()
process chooser_of_latch { out.put(chooses()) }
chooser_of_latch.start()
run(func() { l.done() })
assert out.get() == ["latch"]
chooser_of_latch.join()
l.add()
may_end.set()
p.join()
t.join()
process chooser_of_ends { out.put(chooses()) }
chooser_of_ends.start()
assert out.get() in [["process"], ["thread"]]
chooser_of_ends.join()

# a case is done by one, and by one alone: two who choose from the same queues lose and double nothing
queue left(2)
queue right(2)
let choosers = [process(func() {
    for i in 0..40 {
        select {
            case v = left.get() { out.put(v) }
            case v = right.get() { out.put(v) }
        }
    }
}) for k in 0..2]
let feeders = [process(func(q, from) { for i in 0..40 { q.put(from + i) } }, [q, from]) for q, from in [[left, 0], [right, 100]]]
for x in choosers + feeders { x.start() }
for x in choosers + feeders { x.join() }
assert sorted([out.get() for i in 0..80]) == list(0..40) + list(100..140) and left.empty() and right.empty()
# two selects that meet at rendezvous
queue meet_a(0)
queue meet_b(0)
process gives { for i in 0..20 { select { case meet_a.put(["a", i]) { } case meet_b.put(["b", i]) { } } } }
process takes { for i in 0..20 { select { case v = meet_b.get() { out.put(v) } case v = meet_a.get() { out.put(v) } } } }
gives.start()
takes.start()
assert [out.get()[1] for i in 0..20] == list(0..20)
gives.join()
takes.join()

# errors in a case
queue closing
process waits_for_closing { out.put(kind_of(func() { select { case v = closing.get() { } case w = q.get() { } } })) }
waits_for_closing.start()
run(func() { closing.close() })
assert out.get() == "closed"
waits_for_closing.join()

# wait_any: takes nothing, tells who is ready
process looks { out.put(wait_any([q, a, e, p]) == [p]) }
looks.start()
assert out.get() == true
looks.join()
process waits_for_any {
    out.put("begins")
    out.put(wait_any([q, a, e]))
}
waits_for_any.start()
assert out.get() == "begins"
run(func() { q.put("kept") })
assert out.get() == [q] and q.get() == "kept"
waits_for_any.join()
run(func() { assert kind_of(func() => wait_any([q, a, e], timeout: 1ms)) == "timeout" and kind_of(func() => wait_any([q], timeout: 0s)) == "timeout" })

# atomic excludes all other atomic blocks in all processes
shared var x = 0
shared var y = 0
let movers = [process(func() { for i in 0..50 { atomic { x += 1; y -= 1 } } }) for k in 0..3]
process watches {
    for i in 0..50 { atomic { assert x + y == 0 } }
}
for z in movers + [watches] { z.start() }
for i in 0..50 { atomic { assert x + y == 0 } }
for z in movers + [watches] { z.join() }
assert x == 150 and y == -150 and watches.exitcode == 0
# ... objects and variables together, and what would wait raises state
queue stock
run(func() {
    atomic {
        stock.put(1)
        x = 1
        assert kind_of(func() => q.get()) == "state" and kind_of(func() => sleep(0s)) == "state" and kind_of(func() => p.join()) in ["state", nil]
        assert kind_of(func() => process(run, [run]).join()) == "state"
    }
})
assert stock.get() == 1 and x == 1

# await: one step, woken by whatever changes it, in whichever process
shared var turn = 0
let players = [process(func(me) {
    for i in 0..10 {
        await turn % 3 == me
        turn += 1
    }
}, [k]) for k in 0..3]
for z in players { z.start() }
for z in players { z.join() }
assert turn == 30
process awaits_objects {
    out.put("begins")
    await q.size() == 2 and e.is_set() and s.value > 0 and x > 5
    out.put([q.size(), e.is_set(), s.value, x > 5])
}
awaits_objects.start()
assert out.get() == "begins"
run(func() { q.put(1); q.put(2) })
run(func() { e.set() })
run(func() { s.release() })
run(func() { x = 6 })
assert out.get() == [2, true, 1, true]
awaits_objects.join()
process awaits_an_end {
    await not p.is_alive() and p.exitcode == 0
    out.put("over")
}
awaits_an_end.start()
assert out.get() == "over"
awaits_an_end.join()
run(func() {
    var kind = nil
    try { await x == 100 timeout 1ms } catch timeout as t { kind = t.kind }
    assert kind == "timeout"
    try { await x == 100 timeout 0s } catch timeout as t { kind = nil }
    assert kind == nil
})
# a variable of its own is not the child's business
var own = 0
process changes_a_copy {
    own = 1
    out.put("changed")
}
changes_a_copy.start()
assert out.get() == "changed"
var told = nil
try { await own == 1 timeout 1ms } catch timeout as t { told = t.kind }
assert told == "timeout" and own == 0
changes_a_copy.join()
print("ok choosing")
