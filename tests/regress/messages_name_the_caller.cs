# Errors named an inner function (`list takes …`), or the bare type ("not int").
func same(x) { return x }
queue q
pool workers(1, threads: true)

func told(f) {
    try { f() } catch e { return "{e.kind}: {e.message}" }
    return "nothing"
}

assert told(func() => choose(same(3))) == "type: choose takes a list, map, string or range, not an int"
assert told(func() => shuffle(same(nil))) == "type: shuffle takes a list, map, string or range, not nil"
assert told(func() => zip(same(3), [1])) == "type: zip takes a list, map, string or range, not an int"
assert told(func() => max(same(3), key: len)) != "nothing"
assert told(func() => workers.map(len, same(3))) == "type: a pool takes a list, map, string or range, not an int"
assert told(func() => wait_any(same([]))) == "value: wait_any was given nothing to wait for"
assert told(func() => queue(same("x"))) == "type: a queue's capacity is an int, not a string"
assert told(func() => "a".strip(same(1))) == "type: the characters to strip must be a string, not an int"
for n in [1, 2, 3, 7, 8, 1000] {
    let s = "né" * n
    assert len(s) == 2 * n and s[2 * n - 1] == "é" and s.replace("né", "") == ""
}
