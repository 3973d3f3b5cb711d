# if, while, loop, for, break, continue, return.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

func sign(n) {
    if n > 0 { return "plus" } else if n == 0 { return "zero" } else { return "minus" }
}
assert sign(3) == "plus" and sign(0) == "zero" and sign(-3) == "minus"

# break and continue mean the innermost loop
var seen = []
for i in 0..4 {
    if i == 1 { continue }
    for j in 0..4 {
        if j == 2 { break }
        seen.append([i, j])
    }
    if i == 2 { break }
}
assert seen == [[0, 0], [0, 1], [2, 0], [2, 1]]

var n = 0
loop {
    n += 1
    if n % 2 == 1 { continue }
    if n > 6 { break }
}
assert n == 8
n = 10
while n > 3 {
    n -= 2
    if n == 6 { continue }
    if n < 5 { break }
}
assert n == 4
while false { assert false }

# return leaves loops, and a function without return gives nil
func first_even(xs) {
    for x in xs {
        while true {
            loop {
                if x % 2 == 0 { return x }
                break
            }
            break
        }
    }
}
assert first_even([1, 3, 4, 6]) == 4 and first_even([1, 3]) == nil
func nothing() { }
func bare() { return }
assert nothing() == nil and bare() == nil

# for takes items apart
var sums = []
for a, b in [[1, 2], [3, 4]] { sums.append(a + b) }
for i, x in enumerate("ab") { sums.append("{i}{x}") }
for k, v in {"x": 1} { sums.append(k * v) }
for a, b, c in [[1, 2, 3]] { sums.append(a * b * c) }
for a, b in ["xy"] { sums.append(b + a) }
assert sums == [3, 7, "0a", "1b", "x", 6, "yx"]
assert kind_of(func() { for a, b in [[1, 2, 3]] { } }) == "value"
assert kind_of(func() { for a, b in [[1]] { } }) == "value"
assert kind_of(func() { for a, b in [1] { } }) == "type"

# taking apart in let and assignment
let p, q = [1, 2]
assert p == 1 and q == 2
var a, b = [10, 20]
a, b = b, a
assert a == 20 and b == 10
a, b = [b, a]
assert a == 10 and b == 20
var xs = [1, 2, 3]
xs[0], xs[2] = xs[2], xs[0]
assert xs == [3, 2, 1]
let c, d, e = "abc"
assert c + d + e == "abc"
let f, g = 5..7
assert f == 5 and g == 6
assert kind_of(func() { let a, b = [1, 2, 3] }) == "value"
assert kind_of(func() { let a, b = [1] }) == "value"
assert kind_of(func() { let a, b = 5 }) == "type"
assert kind_of(func() { let a, b = nil }) == "type"
var before = [1, 2]
assert kind_of(func() { before[0], before[1] = [9] }) == "value"
assert before == [1, 2]                      # nothing is written when the numbers do not match

# deep nesting of blocks
var depth = 0
if true { if true { if true { for i in 0..1 { while true { if true { depth = 6 } break } } } } }
assert depth == 6

# nested loops in one function with many breaks
func search(grid, want) {
    var at = nil
    for y, row in enumerate(grid) {
        for x, cell in enumerate(row) {
            if cell == want {
                at = [x, y]
                break
            }
        }
        if at != nil { break }
    }
    return at
}
assert search([[1, 2], [3, 4]], 3) == [0, 1] and search([[1]], 9) == nil

# the conditional expression
assert [("even" if i % 2 == 0 else "odd") for i in 0..3] == ["even", "odd", "even"]
print("ok control_flow")
