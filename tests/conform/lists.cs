# Lists: indexes, slices, operators and methods.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# printing
assert str([42, nil, "hello"]) == "[42, nil, 'hello']" and str([]) == "[]" and str([[1], []]) == "[[1], []]"
assert str([true, 1.0, 2s, "it's"]) == "[true, 1.0, 2s, \"it's\"]"

# index and slice
let xs = [10, 20, 30, 40]
assert xs[0] == 10 and xs[-1] == 40 and xs[-4] == 10
assert kind_of(func() => xs[4]) == "index" and kind_of(func() => xs[-5]) == "index" and kind_of(func() => [][0]) == "index"
assert kind_of(func() => xs["a"]) == "type" and kind_of(func() => xs[1.0]) == "type" and kind_of(func() => xs[true]) == "type"
assert xs[1:3] == [20, 30] and xs[:2] == [10, 20] and xs[2:] == [30, 40] and xs[:] == xs and xs[-2:] == [30, 40]
assert xs[3:1] == [] and xs[10:] == [] and xs[-10:2] == [10, 20] and xs[1:100] == [20, 30, 40] and xs[:-1] == [10, 20, 30]
assert kind_of(func() => xs["a":]) == "type"

# operators
assert [1] + [2, 3] == [1, 2, 3] and [] + [] == [] and [0] * 3 == [0, 0, 0] and 2 * [1, 2] == [1, 2, 1, 2] and [1] * -1 == [] and [1] * 0 == []
assert 20 in xs and 25 not in xs and 20.0 in xs and [1] in [[1], [2]] and nil in [nil] and not (true in [1])
assert [1, 2] == [1.0, 2.0] and [1, 2] != [1, 2, 3] and [1] != 1 and [] != nil and [[1], [2]] == [[1], [2]]
assert [1, 2] < [1, 3] and [1] < [1, 0] and [] < [1] and [2] > [1, 9] and [1, 2] <= [1, 2] and ["a", 1] < ["a", 2]
assert kind_of(func() => [1] < ["a"]) == "type" and kind_of(func() => [1] < 1) == "type" and kind_of(func() => [1] + 1) == "type"
assert kind_of(func() => [1] - [1]) == "type" and kind_of(func() => [1] + "a") == "type"
assert [1, "a"] < [2, nil]                   # decided by the first items: the others are never looked at

# changing in place
var ys = [1, 2, 3]
ys[0] = 10
ys[-1] = 30
assert ys == [10, 2, 30]
ys[1] += 5
assert ys == [10, 7, 30]
assert kind_of(func() { ys[3] = 1 }) == "index" and kind_of(func() { ys[-4] = 1 }) == "index"
var deep = [[1, 2], {"k": [3]}]
deep[0][1] = 20
deep[1]["k"][0] = 30
deep[1]["new"] = 4
assert deep == [[1, 20], {"k": [30], "new": 4}]
ys += [1]
assert ys == [10, 7, 30, 1]
ys *= 2
assert len(ys) == 8

# methods
var zs = []
zs.append(3)
zs.append([1])
assert zs == [3, [1]]
zs.extend([4, 5])
zs.extend(0..2)
zs.extend("ab")
assert zs == [3, [1], 4, 5, 0, 1, "a", "b"]
zs.clear()
assert zs == []
zs.insert(0, "b")
zs.insert(0, "a")
zs.insert(100, "z")
zs.insert(-1, "y")
assert zs == ["a", "b", "y", "z"]
assert zs.pop() == "z" and zs.pop(0) == "a" and zs.pop(-1) == "y" and zs == ["b"]
assert zs.pop() == "b" and kind_of(func() => zs.pop()) == "index"
zs = [1, 2, 1.0, 1]
assert kind_of(func() => zs.pop(4)) == "index" and len(zs) == 4
zs.remove(1)
assert zs == [2, 1.0, 1]
zs.remove(1)
assert zs == [2, 1]
assert kind_of(func() => zs.remove(99)) == "value" and zs == [2, 1]
assert [5, 6, 7, 6].index(6) == 1 and kind_of(func() => [5].index(6)) == "value" and [5, 6, 5].count(5) == 2 and [5].count(6) == 0
assert [1, 2].copy() == [1, 2]
zs = [3, 1, 2]
zs.reverse()
assert zs == [2, 1, 3]
assert zs.append(1) == nil and zs.sort() == nil and zs.reverse() == nil
assert zs == [3, 2, 1, 1]

# sorting is stable
zs.sort()
assert zs == [1, 1, 2, 3]
zs.sort(reverse: true)
assert zs == [3, 2, 1, 1]
var words = ["pear", "fig", "apple", "kiwi", "nut"]
words.sort(key: func(w) => len(w))
assert words == ["fig", "nut", "pear", "kiwi", "apple"]
words.sort(key: func(w) => len(w), reverse: true)
assert words == ["apple", "pear", "kiwi", "fig", "nut"]
try { words.sort(key: func(w) { words.append(w) }); assert false } catch value as err { assert err.message == "the list was changed while its keys were worked out" }
words = ["pear", "fig", "apple", "kiwi", "nut"]
words.sort(key: len)
assert words == ["fig", "nut", "pear", "kiwi", "apple"]
var mixed = [1, "a"]
assert kind_of(func() { mixed.sort() }) == "type"
assert len(mixed) == 2
mixed = [2, 1.5, 1]
mixed.sort()
assert mixed == [1, 1.5, 2]
mixed = [[2, "a"], [1, "b"], [1, "a"]]
mixed.sort()
assert mixed == [[1, "a"], [1, "b"], [2, "a"]]

# a list cannot contain itself: what is put in is a copy
var inner = [1]
inner.append(inner)
assert inner == [1, [1]] and str(inner) == "[1, [1]]"

# iterating reads the list once, at its start
var grown = [1, 2, 3]
for v in grown {
    grown.append(v * 10)
}
assert grown == [1, 2, 3, 10, 20, 30]
for v in grown {
    grown.clear()
}
assert grown == []

assert list([1, 2]) == [1, 2] and list(0..3) == [0, 1, 2] and list({"a": 1, "b": 2}) == ["a", "b"]
assert kind_of(func() => list(5)) == "type" and kind_of(func() => len(5)) == "type"
assert kind_of(func() { for v in 5 { } }) == "type" and kind_of(func() { for v in nil { } }) == "type"
print("ok lists")
