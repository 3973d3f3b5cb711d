# The functions that are there from the start.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# sum begins with the first item, 0 for none
assert sum([]) == 0 and sum([1, 2, 3]) == 6 and sum([0.5, 1]) == 1.5 and sum(["a", "b"]) == "ab" and sum([[1], [2]]) == [1, 2] and sum([1s, 2s]) == 3s
assert sum(0..5) == 10 and sum({1: "a", 2: "b"}) == 3
assert kind_of(func() => sum([1, "a"])) == "type" and kind_of(func() => sum(5)) == "type"
assert kind_of(func() => sum([9223372036854775807, 1])) == "overflow"

# min and max
assert min(3, 1, 2) == 1 and max(3, 1, 2) == 3 and min([3, 1]) == 1 and max("hello") == "o" and min({"b": 1, "a": 2}) == "a"
assert max(["a", "bbb", "cc"], key: len) == "bbb" and min([-3, 2], key: abs) == 2 and max(1, -5, key: abs) == -5
assert max(["bb", "aa"], key: len) == "bb"   # the first of equals
assert kind_of(func() => min([])) == "value" and kind_of(func() => max([1, "a"])) == "type"

# sorted, reversed, enumerate, zip
assert sorted([3, 1, 2]) == [1, 2, 3] and sorted("cab") == ["a", "b", "c"] and sorted({"b": 1, "a": 2}) == ["a", "b"]
assert sorted([3, 1, 2], reverse: true) == [3, 2, 1] and sorted(["bb", "a"], key: len) == ["a", "bb"]
assert sorted([[1, "b"], [0, "c"], [1, "a"]], key: func(p) => p[0]) == [[0, "c"], [1, "b"], [1, "a"]]
assert sorted([1, 2, 3, 4], key: func(x) => x % 2, reverse: true) == [1, 3, 2, 4]      # stable also when reversed
assert kind_of(func() => sorted([1, "a"])) == "type" and kind_of(func() => sorted([2, 1], key: func(x) => 1 / 0)) == "zero_division"
assert list(reversed([1, 2, 3])) == [3, 2, 1] and list(reversed("ab")) == ["b", "a"]
assert list(enumerate(["a", "b"])) == [[0, "a"], [1, "b"]] and list(enumerate([])) == []
assert list(zip([1, 2, 3], "ab")) == [[1, "a"], [2, "b"]] and list(zip([1], [2], [3])) == [[1, 2, 3]] and list(zip([], [1])) == []

# any, all
assert any([0, 1]) and not any([]) and all([1, 2]) and not all([1, 0]) and all([]) and any("a") and any({"a": 0})

# conversions
assert str(nil) == "nil" and str(1s) == "1s" and bool("") == false and list("ab") == ["a", "b"]
assert repr(nil) == "nil" and repr([1, "a"]) == "[1, 'a']" and repr({"a": 2.0}) == "{{'a': 2.0}}"
assert [type(v) for v in [nil, true, 1, 1.0, 1s, "", [], {}, 0..1, len]] == ["nil", "bool", "int", "float", "duration", "string", "list", "map", "range", "function"]
lock l
queue q
event e
assert type(l) == "lock" and type(q) == "queue" and type(e) == "event" and type(current()) == "thread"
try { raise "x" } catch x { assert type(x) == "error" }
assert len([1, 2]) == 2 and len("abc") == 3 and len({"a": 1}) == 1 and len(0..7) == 7
assert kind_of(func() => len(5)) == "type" and kind_of(func() => len(nil)) == "type"
assert abs(-3) == 3 and abs(2.5) == 2.5 and abs(-1s) == 1s and kind_of(func() => abs("a")) == "type"
assert round(2.567, 1) == 2.6 and round(5) == 5 and kind_of(func() => round("a")) == "type"

# time and machine
assert type(now()) == "duration" and now() >= 0s
let before = now()
sleep(1ms)
assert now() - before >= 1ms
work(1ms)
assert kind_of(func() => work(-1s)) == "value" and kind_of(func() => work(0 + 1)) == "type"
sleep(0s)
work(0s)
assert cpu_count() >= 1 and type(cpu_count()) == "int"
assert current().name == "main" and type(pid()) == "int"
assert args == []

# chance: within its bounds
for i in 0..200 {
    let n = random(1, 6)
    assert 1 <= n <= 6 and type(n) == "int"
    let x = random(0.0, 1.0)
    assert 0.0 <= x <= 1.0 and type(x) == "float"
    assert choose(["a", "b"]) in ["a", "b"]
}
assert random(3, 3) == 3
assert len({random(1, 6): true for i in 0..500}) == 6          # both ends included
assert sorted(shuffle([3, 1, 2])) == [1, 2, 3]
assert kind_of(func() => random(2, 1)) == "value" and kind_of(func() => choose([])) in ["value", "index"]

# errors made by hand
let made = error("mine", "text")
assert made.kind == "mine" and made.message == "text"
assert threads()[0] == current() or current() in threads()
print("ok builtins")
