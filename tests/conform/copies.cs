# Values are values: assigning, passing, capturing, sending and returning make independent copies.
var a = [1, 2]
var b = a
b.append(3)
assert a == [1, 2] and b == [1, 2, 3]
a[0] = 100
assert b == [1, 2, 3]

# nested
var m = {"k": [1, {"deep": [1]}]}
var n = m
n["k"][1]["deep"].append(2)
assert m == {"k": [1, {"deep": [1]}]} and n == {"k": [1, {"deep": [1, 2]}]}
var inner = m["k"]
inner.append("x")
assert len(m["k"]) == 2
var row = [0] * 3
var grid = [row] * 3
grid[1][1] = 5
assert grid == [[0, 0, 0], [0, 5, 0], [0, 0, 0]] and row == [0, 0, 0]

# into a list and out of it
var xs = []
var item = {"n": 1}
xs.append(item)
item["n"] = 2
assert xs == [{"n": 1}]
var out = xs[0]
out["n"] = 3
assert xs == [{"n": 1}]
var taken = xs.pop()
taken["n"] = 4
assert xs == []

# passing and returning
func touch(v) {
    var w = v
    w.append("touched")
    return w
}
let kept = [1]
assert touch(kept) == [1, "touched"] and kept == [1]
var global_list = [1]
func give() { return global_list }
var got = give()
got.append(2)
assert global_list == [1]

# a let is captured by its value; a var is the same variable, holding one value at a time
var source = [1]
let frozen = source
let see = func() => frozen
source.append(2)
assert see() == [1]

# loop variables are copies
var rows = [[1], [2]]
for r in rows {
    var mine = r
    mine.append(0)
}
assert rows == [[1], [2]]

# swaps
var p = [1]
var q = [2]
p, q = q, p
p.append(9)
assert p == [2, 9] and q == [1]

# through a queue, an atom and a thread's arguments
queue qu
var message = [1]
qu.put(message)
message.append(2)
var arrived = qu.get()
assert arrived == [1]
atom at([1])
var loaded = at.load()
loaded.append(2)
assert at.load() == [1]
var argument = [1]
queue results
thread t(v) {
    var mine = v
    mine.append("t")
    results.put(mine)
}
let made = t(argument)
argument.append("later")
made.start()
made.join()
assert results.get() == [1, "t"] and argument == [1, "later"]

# maps' values, keys, items are copies
var mm = {"a": [1]}
var vs = mm.values()
vs[0].append(2)
var it = mm.items()
it[0][1].append(3)
assert mm == {"a": [1]}
var g = mm.get("a")
g.append(4)
assert mm == {"a": [1]}

# x += with a list
var base = [1]
var alias = base
alias += [2]
assert base == [1] and alias == [1, 2]

# sorting one leaves the other alone
var unsorted = [3, 1, 2]
var copy_of = unsorted
copy_of.sort()
assert unsorted == [3, 1, 2] and sorted(unsorted) == [1, 2, 3] and unsorted == [3, 1, 2]

# putting a value into itself puts a copy in
var self_list = [1]
self_list[0] = self_list
assert self_list == [[1]]
var self_map = {}
self_map["me"] = self_map
assert self_map == {"me": {}}

# an error in the middle of a change changes nothing
var steady = [1, 2]
try { steady[5] = 1 } catch index { }
try { steady.insert("x", 1) } catch type { }
assert steady == [1, 2]
print("ok copies")
