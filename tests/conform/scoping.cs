# Block scope: an inner block may use a name anew, and the outer one is untouched.
let x = 1
if true {
    let x = 2
    assert x == 2
    if true {
        var x = 3
        x += 1
        assert x == 4
    }
    assert x == 2
}
assert x == 1

# a var is seen by inner blocks and changed by them
var n = 0
if true { n = 5 }
for i in 0..3 { n += i }
assert n == 8

# loop variables, catch names, case names, with names are lets of their block
let i = "outer"
for i in 0..2 { assert i < 2 }
assert i == "outer"
let e = "outer"
try { raise "x" } catch e { assert e.message == "x" }
assert e == "outer"
queue q
q.put("item")
let v = "outer"
select { case v = q.get() { assert v == "item" } }
assert v == "outer"
lock m
let l = "outer"
with m as l { assert l == m }
assert l == "outer"

# parameters may shadow, and a function's own names are its own
func f(x) {
    let n = x + 1
    return n
}
assert f(10) == 11 and x == 1 and n == 8

# built-in names may be used anew
func shadow() {
    let len = 3
    let print = "quiet"
    let list = [1]
    return [len, print, list]
}
assert shadow() == [3, "quiet", [1]] and len([1]) == 1
if true {
    func abs(x) { return "mine" }
    assert abs(-1) == "mine"
}
assert abs(-1) == 1

# each round has its own
var seen = []
for k in 0..3 {
    var fresh = 0
    fresh += k
    seen.append(fresh)
}
assert seen == [0, 1, 2]

# top-level functions, kinds and objects may be named in bodies above their declaration
func early() { return late() + len(threads_of()) }
func threads_of() { return [kind("a")] }
thread kind(a) { }
func late() { return 41 }
assert early() == 42
func uses_event() {
    ready.set()
    return ready.is_set()
}
event ready
assert uses_event()

# words that are special only where the grammar asks for them are good names
let scenario = 1
let daemon = 2
let after = 3
let every = 4
let as = 5
let invariant = 6
let eventually = 7
let timeout = 8
assert scenario + daemon + after + every + as + invariant + eventually + timeout == 36

# kinds are ordinary names, too
if true {
    let event = "e"
    let lock = "l"
    let thread = "t"
    let pool = "p"
    assert event + lock + thread + pool == "eltp"
}

# after a dot every word is a name
event word
word.set()
assert word.is_set()

# names in any script
let größe = 3
let 数量 = 4
let _under = 5
let x1 = 6
assert größe + 数量 + _under + x1 == 18
print("ok scoping")
