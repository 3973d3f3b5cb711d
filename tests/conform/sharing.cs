# Variables that threads share: reads and writes are single steps, values stay whole.
lock m
var text = "a" * 100
var pair = [0, 0]
var stop = false
let writer = thread(func() {
    for i in 0..200 {
        text = ("a" if i % 2 == 0 else "b") * 100
        pair = [i, i]
    }
    stop = true
})
let readers = [thread(func() {
    loop {
        let t = text
        assert len(t) == 100 and (t == "a" * 100 or t == "b" * 100)
        let p = pair
        assert p[0] == p[1]
        if stop { return }
        sleep(0s)
    }
}) for k in 0..2]
for r in readers { r.start() }
writer.start()
writer.join()
for r in readers { r.join() }

# appends of several threads are never lost
var log = []
let ts = [thread(func(k) { for i in 0..100 { log.append([k, i]) } }, [k]) for k in 0..4]
for t in ts { t.start() }
for t in ts { t.join() }
assert len(log) == 400
for k in 0..4 {
    assert [i for who, i in log if who == k] == list(0..100)
}

# different keys of one map, different places of one list
var squares = {}
var slots = [nil] * 8
let us = [thread(func(k) {
    squares["k{k}"] = k * k
    slots[k] = k
}, [k]) for k in 0..8]
for t in us { t.start() }
for t in us { t.join() }
assert squares == {"k{k}": k * k for k in 0..8} and slots == list(0..8)

# nested places
var tree = {"a": {"n": 0}, "b": {"n": 0}}
let vs = [thread(func(k) { for i in 0..50 { with m { tree[k]["n"] += 1 } } }, [k]) for k in ["a", "b", "a"]]
for t in vs { t.start() }
for t in vs { t.join() }
assert tree == {"a": {"n": 100}, "b": {"n": 50}}

# a local variable that a thread captured is shared with its maker
func local_share() {
    var n = 0
    let t = thread(func() { n = 42 })
    t.start()
    t.join()
    return n
}
assert local_share() == 42

# changing in place and taking out what was there are one step each
var stack = list(0..100)
var taken = []
let poppers = [thread(func() {
    loop {
        var v = nil
        try { v = stack.pop() } catch index { return }
        taken.append(v)
    }
}) for k in 0..3]
for t in poppers { t.start() }
for t in poppers { t.join() }
assert sorted(taken) == list(0..100) and stack == []

# strings of many threads
queue out
let ws = [thread(func(k) {
    var s = ""
    for i in 0..50 { s += "{k}" }
    out.put(s)
}, [k]) for k in 0..4]
for t in ws { t.start() }
for t in ws { t.join() }
assert sorted([out.get() for k in 0..4]) == ["{k}" * 50 for k in 0..4]

# a variable is read whole, whatever is put there meanwhile: never the kind of one value with the content of another
let all = [7, 2.5, 3s, "short", "a string that is too long to stand in the variable itself", [1, 2], nil, true]
var ours = all[0]
func put(first) {
    for i in 0..10000 { ours = all[(first + i) % len(all)] }
}
func look() {
    for i in 0..10000 {
        let seen = ours
        assert seen in all, "half of it: {seen}"
    }
}
let crowd = [thread(put, [0]), thread(put, [3]), thread(look), thread(look)]
for t in crowd { t.start() }
for t in crowd { t.join() }
print("ok sharing")
