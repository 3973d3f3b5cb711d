# Maps: insertion order, keys, methods.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# printing and order
assert str({}) == "{{}}" and str({"a": 1, 2: nil}) == "{{'a': 1, 2: nil}}"
var m = {"b": 1, "a": 2}
m["c"] = 3
m["b"] = 10                                  # keeps its place
assert list(m) == ["b", "a", "c"] and m.keys() == ["b", "a", "c"] and m.values() == [10, 2, 3] and m.items() == [["b", 10], ["a", 2], ["c", 3]]
m.remove("b")
m["b"] = 1                                   # gone and come again: last
assert list(m) == ["a", "c", "b"]
assert {"a": 1, "a": 2} == {"a": 2}

# equality leaves order out
assert {"a": 1, "b": 2} == {"b": 2, "a": 1} and {"a": 1} != {"a": 2} and {"a": 1} != {"b": 1} and {"a": 1} != {"a": 1, "b": 2}
assert {"a": [1]} == {"a": [1.0]} and {} == {} and {} != [] and {1: "x"} == {1.0: "x"}

# keys: 1 and 1.0 are one, true is another
var k = {1: "int"}
k[1.0] = "float"
assert len(k) == 1 and k[1] == "float"
k[true] = "bool"
assert len(k) == 2 and k[true] == "bool" and k[1] == "float"
k[nil] = "nil"
k["1"] = "string"
k[1s] = "duration"
k[0.5] = "half"
assert len(k) == 6 and k[nil] == "nil" and k["1"] == "string" and k[1000ms] == "duration"
assert {0: "a"}[-0.0] == "a"
assert {false: 1, 0: 2, "": 3, nil: 4, 0s: 5}[0] == 2
lock one
lock two
let by_handle = {one: 1, two: 2}
assert by_handle[one] == 1 and by_handle[two] == 2 and lock() not in by_handle
assert kind_of(func() => {[1]: 1}) == "type" and kind_of(func() => {{}: 1}) == "type"
assert kind_of(func() => k[[1]]) == "type" and kind_of(func() => {kind_of: 1}) == "type"
assert not ([1] in k) and [1] not in {}      # `in` never raises

# looking up
assert m["a"] == 2 and kind_of(func() => m["x"]) == "key" and "a" in m and "x" not in m and 2 not in m
assert m.get("a") == 2 and m.get("x") == nil and m.get("x", 7) == 7 and m.get("a", 7) == 2
assert len(m) == 3 and len({}) == 0

# changing
var p = {"a": 1, "b": 2, "c": 3}
assert p.pop("a") == 1 and p == {"b": 2, "c": 3} and p.pop("a", 9) == 9 and kind_of(func() => p.pop("a")) == "key"
assert kind_of(func() => p.remove("zzz")) == "key" and len(p) == 2
p.update({"c": 30, "d": 40})
assert p == {"b": 2, "c": 30, "d": 40} and list(p) == ["b", "c", "d"]
p["b"] += 5
assert p["b"] == 7 and kind_of(func() { p["q"] += 1 }) == "key" and "q" not in p
p.clear()
assert p == {} and not p
var nested = {}
nested["x"] = {}
nested["x"]["y"] = [1]
nested["x"]["y"].append(2)
assert nested == {"x": {"y": [1, 2]}}
assert kind_of(func() { nested["no"]["y"] = 1 }) == "key"

# copies
var a = {"k": [1]}
var b = a.copy()
b["k"].append(2)
assert a == {"k": [1]} and b == {"k": [1, 2]}

# iterating: over keys; with two names over keys and values; the map is read once
var seen = []
for key in {"x": 1, "y": 2} {
    seen.append(key)
}
for key, value in {"x": 1, "y": 2} {
    seen.append([key, value])
}
assert seen == ["x", "y", ["x", 1], ["y", 2]]
var shrinking = {"a": 1, "b": 2}
var rounds = 0
for key in shrinking {
    shrinking.remove(key)
    rounds += 1
}
assert rounds == 2 and shrinking == {}

# many keys, removed and put again
var big = {}
for i in 0..1000 {
    big["k{i}"] = i
}
for i in 0..1000 {
    if i % 3 != 0 {
        big.remove("k{i}")
    }
}
assert len(big) == 334 and big["k999"] == 999 and "k998" not in big and big.keys()[1] == "k3"
for i in 0..1000 {
    big[i] = i
}
assert len(big) == 1334 and big[500] == 500 and big["k3"] == 3

# over several lines
let layout = {
    "a": 1,
    "b":
        2,
}
assert layout == {"a": 1, "b": 2}
assert kind_of(func() => {"a": 1} < {"a": 2}) == "type" and kind_of(func() => {"a": 1} + {"b": 2}) == "type"
print("ok maps")
