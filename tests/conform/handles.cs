# Handles: values that stand for objects, which are never copied.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
event e
let same = e
let in_list = [e, {"k": e}]
same.set()
assert e.is_set() and in_list[0].is_set() and in_list[1]["k"].is_set()
queue q
q.put(e)
assert q.get() == e
atom a(e)
assert a.load() == e

# as parameters and results
func clear_it(x) {
    x.clear()
    return x
}
assert clear_it(e) == e and not same.is_set()

# made in loops: each round a new one
var made = []
for i in 0..3 {
    lock l
    made.append(l)
}
assert made[0] != made[1] and made[1] != made[2]
made[0].acquire()
assert made[0].locked() and not made[1].locked()
made[0].release()
let forks = [lock() for i in 0..3]
assert len({f: true for f in forks}) == 3

# a property set through any name changes the object
let t = thread(func() { })
let u = t
u.name = "set through u"
assert t.name == "set through u"

# methods and properties that a kind does not have
for f in [func() => [e][0].acquire(), func() => [q][0].wait(), func() => [t][0].put(1), func() => [e][0].size, func() => [nil][0].set()] {
    assert kind_of(f) == "type"
}
assert kind_of(func() { [e][0].name = "x" }) == "type" or kind_of(func() { [e][0].name = "x" }) == nil
# arithmetic and order on handles
for f in [func() => e + e, func() => e < same, func() => -t, func() => e[0], func() => len(e), func() => [e][0](), func() => [x for x in e]] {
    assert kind_of(f) == "type"
}

# a body that runs before its object is made raises state
func too_early() { return later.is_set() }
let early_kind = kind_of(too_early)
event later
assert early_kind == "state" and too_early() == false

# printing
assert str(e) == "<event e>" and "{[e]}" == "[<event e>]" and repr(q) == "<queue q>" and str({1: e}) == "{{1: <event e>}}"
semaphore s3(3)
barrier b4(4)
rwlock rw
rlock r
condition c
latch la(1)
atom n(0)
timer beat after 1h { }
pool p(1, threads: true)
assert [str(x) for x in [s3, b4, rw, r, c, la, n, beat, p]] == ["<semaphore s3>", "<barrier b4>", "<rwlock rw>", "<rlock r>", "<condition c>", "<latch la>", "<atom n>", "<timer beat>", "<pool p>"]
assert [type(x) for x in [s3, b4, rw, r, c, la, n, beat, p]] == ["semaphore", "barrier", "rwlock", "rlock", "condition", "latch", "atom", "timer", "pool"]
p.close()
p.join()
print("ok handles")
