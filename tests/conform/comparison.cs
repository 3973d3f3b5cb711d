# Comparison: chains, equality of anything with anything, order of like with like.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# chains: each operand is evaluated once, and only as far as needed
let n = 7
assert 5 < n <= 10 and not (5 < n <= 6) and 1 < 2 < 3 < 4 and not (1 < 3 < 2)
assert 1 == 1 == 1 and 1 < 2 != 3 and 3 > 2 > 1 and 1 < 3 > 2
assert 1 == 1.0 == 1 and 2 in [2] != 3
var trail = []
func look(x) {
    trail.append(x)
    return x
}
assert look(1) < look(2) < look(3) and trail == [1, 2, 3]
trail = []
assert not (look(5) < look(4) < look(9)) and trail == [5, 4]
assert (1 < 2) == true and not ((3 > 2) == 1)

# equality never raises, and unlike types are unequal, save ints and floats
let values = [nil, true, false, 0, 1, 1.5, "", "a", 0s, 1s, [], [0], {}, {"a": 1}, 0..2, kind_of]
for i, a in enumerate(values) {
    for j, b in enumerate(values) {
        assert (a == b) == (i == j), "{i} and {j}"
        assert (a != b) == (i != j), "{i} and {j}"
    }
}
assert 1 == 1.0 and 0 == 0.0 and not (true == 1) and not (false == 0) and not (0 == 0s) and not (nil == false)
assert "1" != 1 and [1] != "[1]" and {} != nil

# functions: one is equal to itself
func f() { return 1 }
func g() { return 1 }
let also_f = f
assert f == f and f == also_f and f != g

# handles are equal when they are one object
lock a
lock b
let c = a
assert a == c and a != b and lock() != lock() and a in [b, c]
thread t { }
assert t == t and t != a and t != nil
assert [a, 1] == [c, 1]

# order
assert 1 < 2 and 1 < 1.5 and "a" < "b" and 1s < 2s and [1, "b"] < [2, "a"] and [1, 2] >= [1, 2]
for f in [func() => 1 < "a", func() => nil < 1, func() => nil < nil, func() => true < false, func() => 1 < 1s, func() => 1s < 1.5,
          func() => {} < {}, func() => a < b, func() => [1] < [nil], func() => "a" >= 1, func() => [] <= {}, func() => f < g] {
    assert kind_of(f) == "type"
}

# in, not in
assert 1 in [1, 2] and 3 not in [1, 2] and "k" in {"k": 1} and "ell" in "hello" and 2 in 0..3
assert not (1 in nil) and not (1 in 5) and 1 not in "1" and not (nil in {})
assert not 1 in [2]                          # not (1 in [2])

# and, or, not give operands, and look no further than needed
assert (nil or 5) == 5 and (0 or "") == "" and (1 and 2) == 2 and (0 and 2) == 0 and not nil
trail = []
assert not (look(0) and look(1)) and trail == [0]
trail = []
assert (look(1) or look(2)) == 1 and trail == [1]
assert (1 or 1 / 0) == 1
assert (true or false and false) == true     # and before or
assert not (not true) and (not false) == true
assert ("a" if n > 5 else "b") == "a" and (1 if false else 2 if false else 3) == 3
print("ok comparison")
