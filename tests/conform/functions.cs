# Functions: defaults, named arguments, recursion, functions as values.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

func area(w, h = 1) { return w * h }
assert area(3) == 3 and area(3, 2) == 6 and area(3, h: 4) == 12 and area(w: 2) == 2 and area(h: 5, w: 2) == 10

# defaults are evaluated at each call, and may use parameters before them
var calls = 0
func fresh(x = calls) {
    calls += 1
    return x
}
assert fresh() == 0 and fresh() == 1 and fresh(9) == 9 and fresh() == 3
func collect(item, into = []) {
    var out = into
    out.append(item)
    return out
}
assert collect(1) == [1] and collect(2) == [2]
func box(w, h = w, d = w * h) { return [w, h, d] }
assert box(2) == [2, 2, 4] and box(2, 3) == [2, 3, 6] and box(2, d: 0) == [2, 2, 0]

# recursion, also of each other, and use above the declaration
func use_them() { return [fact(10), is_even(10), is_even(7)] }
func fact(n) { return 1 if n <= 1 else n * fact(n - 1) }
func is_even(n) { return true if n == 0 else is_odd(n - 1) }
func is_odd(n) { return false if n == 0 else is_even(n - 1) }
assert use_them() == [3628800, true, false]
func fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }
assert fib(15) == 610

# functions are values
let twice = func(x) { return x * 2 }
let half = func(x) => x / 2
func compose(f, g) { return func(x) => f(g(x)) }
assert twice(4) == 8 and half(4) == 2 and compose(twice, half)(5) == 5
assert [f(3) for f in [twice, half, func(x) => -x]] == [6, 1.5, -3]
assert (func(a, b = 2) => a + b)(1) == 3
assert {"double": twice}["double"](5) == 10
assert type(twice) == "function" and type(area) == "function" and type(len) == "function"
let length = len
assert length("abc") == 3 and [f([3, 1, 2]) for f in [min, max, sum, len]] == [1, 3, 6, 3]
assert [g("a") for g in [ord, repr, bool]] == [97, "'a'", true]

# inner functions
func outer(n) {
    func inner(m) { return n + m }
    return inner(10)
}
assert outer(5) == 15
func counter_down(n) {
    func down(k) { return [] if k == 0 else [k] + down(k - 1) }
    return down(n)
}
assert counter_down(3) == [3, 2, 1]

# wrong calls through a value are found when they run
let g = area
assert kind_of(func() => g()) == "type" and kind_of(func() => g(1, 2, 3)) == "type" and kind_of(func() => g(1, x: 2)) == "type" and kind_of(func() => g(1, w: 2)) == "type"
let number = 5
assert kind_of(func() => [number][0](1)) == "type"
assert kind_of(func() => [nil][0]()) == "type"
assert kind_of(func() => [number][0].capacity) == "type" and kind_of(func() => ["s"][0].acquire()) == "type"

# parameters are lets: the caller's value is safe
func change(xs) {
    var mine = xs
    mine.append(1)
    return mine
}
var original = [0]
assert change(original) == [0, 1] and original == [0]

# return of anything
func pair() { return [1, [2, {"k": 3}]] }
let one, rest = pair()
assert one == 1 and rest[1]["k"] == 3

# trailing commas and many arguments
func many(a, b, c, d, e, f, g, h,) { return [a, b, c, d, e, f, g, h,] }
assert many(1, 2, 3, 4, 5, 6, 7, 8,) == list(1..9)
assert many(1, 2, 3, 4, h: 8, g: 7, f: 6, e: 5) == list(1..9)
print("ok functions")
