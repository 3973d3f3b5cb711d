# Limits are errors like others: they can be caught, and the run goes on.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# endless recursion
func forever(n) { return forever(n + 1) + 1 }
assert kind_of(func() => forever(0)) == "limit"
func ping(n) { return pong(n) }
func pong(n) { return ping(n) }
assert kind_of(func() => ping(0)) == "limit"

# deep recursion that ends is fine
func down(n) { return 0 if n == 0 else 1 + down(n - 1) }
assert down(500) == 500

# values nest at most 200 deep
func nest(depth) {
    var v = []
    for i in 1..depth { v = [v] }
    return v
}
assert str(nest(200)) == "[" * 200 + "]" * 200
assert kind_of(func() => nest(201)) == "limit"
func nest_map(depth) {
    var v = {}
    for i in 1..depth { v = {"k": v} }
    return v
}
assert len(nest_map(200)) == 1 and kind_of(func() => nest_map(201)) == "limit"
var deepest = nest(200)
assert kind_of(func() { deepest.append(nest(200)) }) == "limit"
assert kind_of(func() => [deepest]) == "limit"
assert deepest == nest(200)

# strings and lists too large for any memory
assert kind_of(func() => "x" * 1_000_000_000_000_000) == "limit"
assert kind_of(func() => [0] * 1_000_000_000_000_000) == "limit"
assert kind_of(func() => list(0..1_000_000_000_000_000)) == "limit"

# and after all that
assert down(100) == 100 and nest(3) == [[[]]]
thread t {
    assert kind_of(func() => forever(0)) == "limit"
}
t.start()
t.join()
print("ok limits")
