# What a function sees around it: a `let` by its value, a `var` as the same variable.
func make_counter() {
    var n = 0
    return func() {
        n += 1
        return n
    }
}
let a = make_counter()
let b = make_counter()
assert a() == 1 and a() == 2 and b() == 1 and a() == 3

# two functions see one variable
func make_account(balance) {
    var money = balance
    return {"put": func(x) { money += x }, "get": func() => money}
}
let account = make_account(10)
account["put"](5)
assert account["get"]() == 15
let other = make_account(0)
other["put"](1)
assert account["get"]() == 15 and other["get"]() == 1

# each round of a loop has its own names
var readers = []
for i in 0..3 {
    readers.append(func() => i)
}
assert [r() for r in readers] == [0, 1, 2]
readers = []
for i in 0..3 {
    var local = i * 10
    readers.append(func() {
        local += 1
        return local
    })
}
assert readers[0]() == 1 and readers[0]() == 2 and readers[1]() == 11 and readers[2]() == 21
readers = []
var w = 0
while w < 3 {
    let kept = w
    readers.append(func() => kept)
    w += 1
}
assert [r() for r in readers] == [0, 1, 2]
assert [f() for f in [func() => k * k for k in 0..4]] == [0, 1, 4, 9]

# the var outside is shared by all
var shared_n = 0
let adders = [func() { shared_n += 1 } for k in 0..3]
for f in adders { f() }
assert shared_n == 3

# seen later: a var as it is when it is read
var late = 1
let read_late = func() => late
late = 2
assert read_late() == 2

# three levels
func level1() {
    var x = 1
    func level2() {
        var y = 10
        func level3() {
            x += 1
            y += 1
            return x + y
        }
        level3()
        return level3()
    }
    return [level2(), x]
}
assert level1() == [15, 3]

# parameters and caught errors are captured too
func keep(p) { return func() => p }
assert keep("kept")() == "kept"
var caught = nil
try { raise "first" } catch e { caught = func() => e.message }
assert caught() == "first"

# a closure in a closure that outlives both
func adder(x) { return func(y) => func(z) => x + y + z }
assert adder(1)(2)(3) == 6

# the variable lives on in threads
func start_all(n) {
    var sum_up = 0
    lock l
    let ts = [thread(func(k) { with l { sum_up += k } }, [k]) for k in 0..n]
    for t in ts { t.start() }
    for t in ts { t.join() }
    return sum_up
}
assert start_all(5) == 10
print("ok closures")
