# Ranges: the end is left out.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

assert list(0..4) == [0, 1, 2, 3] and list(3..3) == [] and list(5..2) == [] and list(-2..1) == [-2, -1, 0]
assert len(0..10) == 10 and len(5..5) == 0 and len(7..3) == 0
assert (0..10)[3] == 3 and (5..10)[0] == 5 and (0..10)[-1] == 9
assert kind_of(func() => (0..3)[3]) == "index" and kind_of(func() => (0..3)[-4]) == "index"
assert 3 in 0..10 and 10 not in 0..10 and -1 not in 0..10 and not ("a" in 0..3) and 3.0 in 0..10 and 2.5 not in 0..10
assert not (0..0) and 0..1
assert type(0..1) == "range"
assert str(0..10) == "0..10"
assert 0..3 == 0..3 and 0..3 != 0..4 and (0..3) != [0, 1, 2]

# .. binds looser than + and -, tighter than comparison
let n = 3
assert list(0..n + 1) == [0, 1, 2, 3] and list(n - 1..n + 1) == [2, 3] and 2 in 0..n
assert list(0..2 * 2) == [0, 1, 2, 3]

# `1..10` is a range: a point belongs to a number only with digits on both sides
assert list(1..4) == [1, 2, 3]

var total = 0
for i in 0..5 {
    total += i
}
assert total == 10

# both ends are worked out once
var calls = 0
func end() {
    calls += 1
    return 3
}
for i in 0..end() { }
assert calls == 1
var limit = 3
var rounds = 0
for i in 0..limit {
    limit = 100
    rounds += 1
}
assert rounds == 3

assert reversed(0..4) == [3, 2, 1, 0] or list(reversed(0..4)) == [3, 2, 1, 0]
assert sum(0..101) == 5050 and max(0..5) == 4 and min(3..9) == 3 and sorted(0..3) == [0, 1, 2]
assert list(range(4)) == [0, 1, 2, 3] and list(range(1, 4)) == [1, 2, 3] and range(3) == 0..3
assert kind_of(func() => 0.."a") == "type" and kind_of(func() => 0.5..2) == "type" and kind_of(func() => 1s..2s) == "type"
assert len(0..9223372036854775807) == 9223372036854775807
assert 9223372036854775806 in 0..9223372036854775807
var first = nil
for i in 0..1_000_000_000_000 {              # made of nothing but two numbers
    first = i
    break
}
assert first == 0
print("ok ranges")
