# Comprehensions of lists and maps.
assert [x * x for x in 1..5] == [1, 4, 9, 16]
assert [x for x in 0..10 if x % 2 == 0] == [0, 2, 4, 6, 8]
assert [x for x in 0..20 if x % 2 == 0 if x % 3 == 0] == [0, 6, 12, 18]
assert [[x, y] for x in 0..2 for y in 0..2] == [[0, 0], [0, 1], [1, 0], [1, 1]]
assert [y for x in [[1, 2], [3]] for y in x] == [1, 2, 3]
assert [[x, y] for x in 0..3 for y in 0..x] == [[1, 0], [2, 0], [2, 1]]
assert [x + y for x in 0..3 if x > 0 for y in 0..3 if y < x] == [1, 2, 3]
assert [[y for y in 0..x] for x in 0..3] == [[], [0], [0, 1]]
assert {k: len(k) for k in ["a", "bb"]} == {"a": 1, "bb": 2}
assert {k: v * 2 for k, v in {"a": 1, "b": 2}} == {"a": 2, "b": 4}
assert {v: k for k, v in {"a": 1, "b": 2} if v > 1} == {2: "b"}
assert {x % 2: x for x in 0..5} == {0: 4, 1: 3}
assert [k + v for k, v in [["a", "x"], ["b", "y"]]] == ["ax", "by"]
assert [i * n for i, n in enumerate([10, 20, 30])] == [0, 20, 60]
assert [c for c in "你好"] == ["你", "好"]
assert [k for k in {"a": 1}] == ["a"]
assert [] == [x for x in []]
assert {} == {x: x for x in []}
assert [x for x in 0..3
        if x > 0] == [1, 2]
let squares = {
    n: n * n
    for n in 0..3
}
assert squares == {0: 0, 1: 1, 2: 4}
assert [(x if x > 1 else -x) for x in 0..4] == [0, -1, 2, 3]
assert [x if x > 1 else -x for x in 0..4] == [0, -1, 2, 3]
assert [x for x in ([1, 2] if true else [])] == [1, 2]
assert [x for x in 0..3 if (true if x else false)] == [1, 2]

# its names are its own
let x = "outer"
assert [x for x in 0..2] == [0, 1] and x == "outer"

# each round has its own names
let fs = [func() => i for i in 0..3]
assert [f() for f in fs] == [0, 1, 2]

# the first source is evaluated once, an inner one for each round
var calls = 0
func source(n) {
    calls += 1
    return 0..n
}
assert len([1 for a in source(3)]) == 3 and calls == 1
calls = 0
assert len([1 for a in source(3) for b in source(2)]) == 6 and calls == 4

# errors come out, and leave no half-made list behind
var message = nil
try {
    let ys = [10 / y for y in [1, 0, 2]]
} catch zero_division as e {
    message = e.kind
}
assert message == "zero_division"

# with methods and calls inside
var log = []
let done = [log.append(i) for i in 0..3]
assert log == [0, 1, 2] and done == [nil, nil, nil]
assert sum([i for i in 0..1001]) == 500500
assert ", ".join([str(i) for i in 0..3]) == "0, 1, 2"
assert sorted([len(w) for w in "a bb ccc".split()], reverse: true) == [3, 2, 1]
print("ok comprehensions")
