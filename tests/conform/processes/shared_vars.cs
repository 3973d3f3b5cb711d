# shared var: one variable for all processes. Any value but a function; each read, write and change in place is one step.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
func run(f, args = []) {
    let p = process(f, args)
    p.start()
    p.join()
    assert p.exitcode == 0
}
event some_event

shared var hits = 0
var own = 0
run(func() {
    hits += 1
    own += 1
})
assert hits == 1 and own == 0
run(func() { run(func() { hits += 1 }) })            # a process of a process sees it, too
assert hits == 2
thread t { hits += 1 }
t.start()
t.join()
assert hits == 3

# every kind of value: written by one, read by another
shared var any_value = nil
let values = [nil, true, false, 0, -5, 9223372036854775807, 1.5, 2s, "", "text", "你好", [], [1, [2, {"k": 3}]], {}, {"a": [1], 2: nil, some_event: 1},
    1..5, some_event, out, "x" * 10000, list(0..3000)]
for v in values {
    run(func() { any_value = v })
    assert any_value == v and type(any_value) == type(v) and repr(any_value) == repr(v)
    run(func() { assert any_value == v })
}
try { raise error("mine", "text") } catch e { any_value = e }
run(func() { assert any_value.kind == "mine" and any_value.message == "text" })
any_value = some_event
run(func() { any_value.set() })
assert some_event.is_set()

# but a function, however deep: the value stays as it was
any_value = 5
for f in [kind_of, func() => 1, len, [len], {"k": [kind_of]}] {
    assert kind_of(func() { any_value = f }) == "type" and any_value == 5
}
run(func() { assert kind_of(func() { any_value = func() => 1 }) == "type" })
shared var list_of = [1]
assert kind_of(func() => list_of.append(len)) == "type" and kind_of(func() { list_of[0] = len }) == "type" and kind_of(func() => list_of.extend([len])) == "type"
assert list_of == [1]

# a list, changed in place by others, in every way
shared var xs = [3, 1, 2]
run(func() {
    xs.append(5)
    xs.insert(0, 4)
    xs.extend([7, 8])
})
assert xs == [4, 3, 1, 2, 5, 7, 8]
run(func() {
    assert xs.pop() == 8 and xs.pop(0) == 4
    xs.remove(7)
    xs[0] = 30
    xs[-1] = 50
    xs[1] += 10
})
assert xs == [30, 11, 2, 50]
run(func() { xs.sort() })
assert xs == [2, 11, 30, 50]
run(func() { xs.reverse() })
assert xs == [50, 30, 11, 2]
run(func() { xs.sort(key: func(x) => x % 10) })
assert xs == [50, 30, 11, 2]
run(func() { xs.sort(key: str, reverse: true) })
assert xs == [50, 30, 2, 11]
run(func() { xs.clear() })
assert xs == [] and not xs
run(func() { xs = [[1, 2], {"k": [3]}] })
run(func() {
    xs[0][1] = "deep"
    xs[1]["k"].append(4)
    xs[1]["new"] = 5
})
assert xs == [[1, "deep"], {"k": [3, 4], "new": 5}]

# a map
shared var m = {"a": 1}
run(func() {
    m["b"] = 2
    m["a"] += 10
    m.update({"c": 3, "d": 4})
    assert m.pop("c") == 3
    m.remove("d")
})
assert m == {"a": 11, "b": 2}
run(func() { for k in 0..3 { m[k] = k * k } })
assert m.keys() == ["a", "b", 0, 1, 2] and m.get("nothing") == nil and sum([v for k, v in m if type(k) == "int"]) == 5
run(func() { m.clear() })
assert m == {}

# a string, and other values that are changed by assigning
shared var text = "a"
shared var when = 1s
run(func() {
    text += "b"
    when *= 2
})
assert text == "ab" and when == 2s

# a copy that was read is one's own
shared var source = [1, 2]
var copy = source
run(func() { source.append(3) })
assert copy == [1, 2] and source == [1, 2, 3]
copy.append(4)
assert source == [1, 2, 3]
var rounds = 0
for x in source {                                    # read once, at the start
    source.append(x)
    rounds += 1
}
assert rounds == 3 and source == [1, 2, 3, 1, 2, 3]

# each change in place is one step: none is lost, whoever makes it
shared var many = []
shared var table = {}
shared var places = [0] * 90
let writers = [process(func(i) {
    for k in 0..30 {
        many.append([i, k])
        table["{i} {k}"] = i
        places[30 * i + k] = k
    }
}, [i]) for i in 0..3]
for w in writers { w.start() }
for w in writers { w.join() }
assert sorted(many) == [[i, k] for i in 0..3 for k in 0..30] and len(table) == 90 and places == [k for i in 0..3 for k in 0..30]
for i in 0..3 { assert [k for j, k in many if j == i] == list(0..30) }
let takers = [process(func() { for k in 0..30 { out.put(many.pop()) } }) for i in 0..3]
for x in takers { x.start() }
for x in takers { x.join() }
assert many == [] and sorted([out.get() for i in 0..90]) == [[i, k] for i in 0..3 for k in 0..30]

# nothing larger is: with a lock, or in an atomic block, it is
shared var total = 0
lock guard
let adders = [process(func() {
    for k in 0..30 {
        with guard { total += 1 }
        atomic { hits += 1 }
    }
}) for i in 0..3]
hits = 0
for a in adders { a.start() }
for a in adders { a.join() }
assert total == 90 and hits == 90

# a swap, and taking apart
shared var left = 1
shared var right = 2
run(func() { left, right = right, left })
assert left == 2 and right == 1
run(func() { left, right = ["l", "r"] })
assert left == "l" and right == "r"

# await sees what another process writes
shared var ready = false
process later {
    out.put("begun")
    ready = true
}
later.start()
await ready
assert out.get() == "begun"
later.join()

# errors of changes: nothing has changed, and the one who tried is told
shared var numbers = [1]
run(func() {
    assert kind_of(func() { numbers[5] = 1 }) == "index" and kind_of(func() => numbers.pop(3)) == "index" and kind_of(func() => numbers.remove(9)) == "value"
    assert kind_of(func() { numbers += 1 }) == "type" and kind_of(func() => numbers.upper()) == "type"
})
assert numbers == [1]
let deep = 200
run(func() {
    var nested = [1]
    for i in 0..deep - 1 { nested = [nested] }
    assert kind_of(func() { numbers[0] = nested }) == "limit"
})
assert numbers == [1]

# a process that is killed leaves the last whole value
process writes_on {
    out.put("begun")
    loop { numbers = numbers + [len(numbers)] if len(numbers) < 50 else [0] }
}
writes_on.start()
assert out.get() == "begun"
writes_on.kill()
writes_on.join()
let length = len(numbers)
assert 1 <= length <= 50 and numbers[1:] == list(1..length)

# functions, defaults and closures use it as any variable of the top level
func bump(by = len(numbers) - len(numbers) + 1) {
    hits += by
    return hits
}
let closure = func() => bump(2)
hits = 0
run(func() {
    assert bump() == 1 and closure() == 3
})
assert hits == 3 and bump() == 4
print("ok shared_vars")
