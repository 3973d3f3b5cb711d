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
assert told(func() { thread(same(3)).start() }) == "type: a thread needs a function to run, not an int: `thread(f, [x])` calls f(x) in it"
assert told(func() { same(len)([1], 2) }) == "type: len takes 1 argument, not 2"
assert told(func() { same(exit)(1, 2) }) == "type: exit takes at most 1 argument, not 2"
assert told(func() { let a, b = same([1]) }) == "value: there is 1 item to take apart, but 2 names"
other.start()
other.join()

# What a task, a timer or a pool is given to run, and with what.
func nothing() { }
pool p(1, threads: true)
pool q(1)
assert told(func() => thread(nothing, same(3))) == "type: the arguments of a thread are given as a list, not as an int"
assert told(func() => process(print, same("abc"))) == "type: the arguments of a process are given as a list, not as a string"
assert told(func() => timer(1s, same(5))) == "type: a timer needs a function to run, not an int"
assert told(func() => p.map(same(3), [1])) == "type: a pool needs a function to run, not an int"
assert told(func() => q.map(same(3), [1])) == "type: a pool needs a function to run, not an int"
assert told(func() => q.apply(same([]))) == "type: a pool needs a function to run, not a list"
assert told(func() => p.apply_async(nothing, callback: same(3))) == "type: a callback is a function, not an int"
assert told(func() => q.map_async(nothing, [], error_callback: same("f"))) == "type: a callback is a function, not a string"
assert told(func() { let a, b = same(5) }) == "type: an int cannot be taken apart (a list, map, string or range can)"
assert told(func() { for a, b in [1s] { } }) == "type: a duration cannot be taken apart (a list, map, string or range can)"
assert told(func() => [1].index(same(2))) == "value: 2 is not in the list"
assert told(func() => pool(same(3_000_000))) == "limit: a pool has at most 2000000 workers, not 3000000 (limit tasks)"
assert told(func() => queue().get(timeout: same([1]))) == "type: a time-out is a duration (write 2s, not 2), not a list"
assert told(func() => barrier(same(10 ** 15))) == "value: a barrier has from 1 to 4294967295 parties, not 1000000000000000"
assert told(func() => len(same(queue()))) == "type: a queue has no length (try .size())"
assert told(func() => len(same(lock()))) == "type: a lock has no length"
