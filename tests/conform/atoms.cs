# atom: one value, changed in single steps.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
atom a(5)
assert a.load() == 5
a.store(7)
assert a.load() == 7 and a.exchange(9) == 7 and a.load() == 9
assert a.compare_exchange(9, 10) == true and a.load() == 10
assert a.compare_exchange(9, 11) == false and a.load() == 10
assert a.add(5) == 15 and a.add(-20) == -5 and a.add(0) == -5
assert kind_of(func() => a.add("x")) == "type" and a.load() == -5
a.store(9223372036854775807)
assert kind_of(func() => a.add(1)) == "overflow" and a.load() == 9223372036854775807

# any value
atom v([1, 2])
assert v.load() == [1, 2] and v.compare_exchange([1, 2], {"k": 1}) and v.load() == {"k": 1} and v.exchange(nil) == {"k": 1} and v.load() == nil
v.store(1.5)
assert v.add(1) == 2.5
v.store(1s)
assert v.add(500ms) == 1.5s
assert atom().load() == nil or atom().load() == 0
v.store("text")
assert v.compare_exchange("text", "next") and v.load() == "next"

# ... but functions, which belong to one process
for f in [func() => 1, kind_of, len, [len], {"k": kind_of}] {
    assert kind_of(func() => v.store(f)) == "type" and kind_of(func() => v.exchange(f)) == "type" and kind_of(func() => atom(f)) == "type"
    assert kind_of(func() => v.compare_exchange("next", f)) == "type" and v.load() == "next"
}

# no update is lost
atom hits(0)
let ts = [thread(func() { for i in 0..500 { hits.add(1) } }) for k in 0..4]
for t in ts { t.start() }
for t in ts { t.join() }
assert hits.load() == 2000

# a loop of compare_exchange
atom product(1)
let doublers = [thread(func() {
    for i in 0..10 {
        loop {
            let old = product.load()
            if product.compare_exchange(old, old * 2) { break }
        }
    }
}) for k in 0..4]
for t in doublers { t.start() }
for t in doublers { t.join() }
assert product.load() == 2 ** 40

# exchange hands each value to exactly one
atom token("token")
queue winners
let racers = [thread(func() { if token.exchange(nil) == "token" { winners.put("won") } }) for k in 0..5]
for t in racers { t.start() }
for t in racers { t.join() }
assert winners.size() == 1
print("ok atoms")
