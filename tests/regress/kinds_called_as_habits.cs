# What would be a word of another language begins a declaration, where the script has a kind of that name; one object in a list once is
# no mistake, nor are a value that nobody takes and an error that it raises.
var said = []
lock m
thread use(text) { with m { said.append("use {text}") } }
thread match(text) { with m { said.append("match {text}") } }
thread auto(text) { with m { said.append("auto {text}") } }

use a("x")
match b("team {1}")
auto c("car {2}")
for t in [a, b, c] {
    t.start()
    t.join()
}
assert said == ["use x", "match team 1", "auto car 2"]

let one = [lock()] * 1
with one[0] { print(len(one)) }
let fails = func(d) { "x" * d }
try {
    fails("y")
    assert false
} catch type { print("ok") }
