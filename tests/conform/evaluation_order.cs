# From left to right; an assignment's right side first, then the target's indexes, then the change.
var log = []
func t(x) {
    log.append(x)
    return x
}
func check(expected) {
    assert log == expected, "{log} instead of {expected}"
    log = []
}

t(1) + t(2) * t(3)
check([1, 2, 3])
t(2) ** t(3) ** t(1)
check([2, 3, 1])
let xs = [t(1), t(2), [t(3)]]
check([1, 2, 3])
let m = {t("a"): t(1), t("b"): t(2)}
check(["a", 1, "b", 2])
func f(a, b, c = 0) { return 0 }
f(t(1), c: t(2), b: t(3))
check([1, 2, 3])
t(1) < t(2) < t(3)
check([1, 2, 3])
t(3) < t(2) < t(1)
check([3, 2])
[t(1), t(2)][t(0)]
check([1, 2, 0])
"{t(1)}{t(2)}{t("x")}"
check([1, 2, "x"])
t(0) and t(1)
check([0])
t(0) or t(1)
check([0, 1])
t("then") if t(1) else t("else")
check([1, "then"])
t(5)..t(6)
check([5, 6])
t([1, 2, 3])[t(0):t(2)]
check([[1, 2, 3], 0, 2])

# assignment: the right side first
var ys = [0, 0, 0]
ys[t(1)] = t(9)
check([9, 1])
var grid = [[0, 0], [0, 0]]
grid[t(1)][t(0)] = t(7)
check([7, 1, 0])
assert grid == [[0, 0], [7, 0]]

# several targets: all right sides are read before any is written
var a = 1
var b = 2
a, b = b, a
assert a == 2 and b == 1
var zs = [10, 20]
var i = 0
zs[i], i = 5, 1
assert i == 1
i, zs[i] = 0, 99
assert zs[0] == 99 or zs[1] == 99
ys[t(0)], ys[t(1)] = t("x"), t("y")
assert log[0:2] == ["x", "y"]
log = []

# x += e reads x before e
var n = 1
func bump() {
    n = 100
    return 1
}
n += bump()
assert n == 2
n = 1
let sum_up = n + bump()
assert sum_up == 2
var items = [1, 2]
func grow() {
    items.append(3)
    return [9]
}
items += grow()
assert items == [1, 2, 9]

# the callee before its arguments, the object before the index
func pick() {
    log.append("callee")
    return f
}
pick()(t(1), t(2))
check(["callee", 1, 2])

# an error stops what stands to the right
try { t(1) + [][0] + t(2) } catch index { }
check([1])
try { f(t(1), 1 / 0, t(2)) } catch zero_division { }
check([1])
var untouched = [0]
try { untouched[0] = 1 / 0 } catch zero_division { }
assert untouched == [0]
try { untouched[t(5)] = t(1) } catch index { }
check([1, 5])

# print's arguments, methods' arguments, and nested calls
max(t(1), min(t(2), t(3)), t(4))
check([1, 2, 3, 4])
ys.insert(t(0), t("v"))
check([0, "v"])

# comprehension: item after source and condition
let made = [t(x) for x in t([1, 2]) if t(x * 10)]
check([[1, 2], 10, 1, 20, 2])
print("ok evaluation_order")
