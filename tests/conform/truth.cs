# What is false: nil, false, 0, 0.0, 0s, "", [], {} and an empty range. All else is true.
lock l
thread t { }
queue q
for v in [nil, false, 0, 0.0, -0.0, 0s, "", [], {}, 0..0, 5..1] {
    assert not v, "{v}"
    assert bool(v) == false
}
for v in [true, 1, -1, 0.1, float("nan"), 1ns, -1s, " ", "0", "false", [0], [nil], [[]], {nil: nil}, 0..1, l, t, q, bool, func() => nil] {
    assert v, "{v}"
    assert bool(v) == true
}
try {
    raise "x"
} catch e {
    assert e
}
var path = []
if [] { path.append(1) } else { path.append(2) }
if "x" { path.append(3) }
if nil { path.append(4) } else if 0 { path.append(5) } else if 1 { path.append(6) } else { path.append(7) }
var n = 3
while n { n -= 1 }
path.append(n)
assert path == [2, 3, 6, 0]
assert any([0, "", 3]) and not any([]) and not any([0, nil]) and all([]) and all([1, "a"]) and not all([1, 0])
print("ok truth")
