# A value that is of the wrong type is called "an int", "a string" or "nil" in every message of the run.
func told(f) {
    try { f() } catch e { return "{e.kind}: {e.message}" }
    return "no error"
}
func same(x) { return x }
var held = 5
atom count(0)
thread other { held += 1 }

assert told(func() => same(3)()) == "type: an int cannot be called: it is no function"
assert told(func() => same("a").close()) == "type: a string has no method close"
assert told(func() => same(1.5).name) == "type: a float has no property name"
assert told(func() { same(nil).name = "x" }) == "type: nil has no property name that can be set"
assert told(func() { held.append(1) }) == "type: an int has no method append"
assert told(func() { var xs = [2s]; xs[0].append(1) }) == "type: a duration has no method append"
assert told(func() { with same([1]) { } }) == "type: with takes something to be acquired and released, or a pool, not a list"
assert told(func() { raise same({}) }) == "type: raise takes a text or an error, not a map"
assert told(func() { for x in same(true) { } }) == "type: for cannot walk over a bool"
assert told(func() { for x in 0..same("3") { } }) == "type: the ends of a range must be ints, not a string"
assert told(func() => 0..same("3")) == "type: the ends of a range must be ints, not an int and a string"
assert told(func() => same(1) + "a") == "type: cannot add an int and a string (use str(…) or \"{{…}}\")"
assert told(func() => same([]) / count) == "type: cannot divide a list by an atom"
assert told(func() => same(nil) < 1s) == "type: cannot order nil and a duration"
assert told(func() => queue().get(timeout: same(2))) == "type: a time-out is a duration (write 2s, not 2), not an int"
assert told(func() { thread(same(3)).start() }) == "type: a task needs a function to run, not an int"
assert told(func() { same(len)([1], 2) }) == "type: len takes 1 argument, not 2"
assert told(func() { same(exit)(1, 2) }) == "type: exit takes at most 1 argument, not 2"
assert told(func() { let a, b = same([1]) }) == "value: there is 1 item to take apart, but 2 names"
other.start()
other.join()
