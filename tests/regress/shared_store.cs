# Writing a variable that tasks share leaves what it was written from as it was; changes by named arguments find their places.
var last = 0
var xs = [1, 2]
var m = {"a": 1}

func keep(n) {
    last = n
    return n
}
thread t {
    last = -1
    xs.append(0)
    m["t"] = 1
}
assert keep(5) == 5
xs.insert(item: 9, index: 0)
assert xs == [9, 1, 2]
assert m.pop(default: 7, key: "none") == 7
t.start()
t.join()
assert last == -1 and xs == [9, 1, 2, 0]
