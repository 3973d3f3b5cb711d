# Errors: kinds, fields, raising, asserting, raising again.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# every kind that a script meets without objects
let broken = {
    "error": func() { raise "text" },
    "type": func() => 1 + "a",
    "value": func() => int("x"),
    "index": func() => [][0],
    "key": func() => {}["a"],
    "overflow": func() => 9223372036854775807 + 1,
    "zero_division": func() => 1 / 0,
    "assert": func() { assert false },
    "mine": func() { raise error("mine", "text") },
}
for kind, f in broken {
    assert kind_of(f) == kind
}

# the fields
try {
    raise "out of milk"
} catch e {
    assert e.kind == "error" and e.message == "out of milk" and type(e) == "error" and e.line == 25
    assert "main" in "{e.task}"
}
try {
    raise error("milk", "none left")
} catch "milk" as e {
    assert e.kind == "milk" and e.message == "none left" and e.line == 31
}
try {
    assert 1 > 2, "one is {1}"
} catch assert as e {
    assert e.kind == "assert" and "one is 1" in e.message
}
try {
    let xs = [1]
    xs[7]
} catch index as e {
    assert e.message != ""
}

# an assertion's text is only made when it is needed
var made = 0
func text() {
    made += 1
    return "text"
}
assert true, text()
assert made == 0
assert kind_of(func() { assert 0, text() }) == "assert" and made == 1

# an error is a value
let own = error("mine", "text")
assert own.kind == "mine" and own.message == "text"
try { raise own } catch "mine" as e { assert e.message == "text" }
var kept = nil
try { raise "first" } catch e { kept = e }
assert kept.message == "first"
try { raise kept } catch e { assert e.message == "first" }
assert [own, kept][1].kind == "error"

# raise alone raises what was caught
func again() {
    try { raise error("mine", "again") } catch "mine" { raise }
}
try { again() } catch e { assert e.kind == "mine" and e.message == "again" }
func inner_again() {
    try {
        raise "outer"
    } catch e {
        try { raise "inner" } catch f { assert f.message == "inner" }
        raise                                # the outer one is what was caught here
    }
}
try { inner_again() } catch e { assert e.message == "outer" }

# an error out of a catch, and out of a finally
try {
    try { raise "one" } catch e { raise "two" }
} catch e { assert e.message == "two" }
try {
    try { raise "one" } finally { raise "two" }
} catch e { assert e.message == "two" }

# through calls, loops and blocks
func deep(n) {
    if n == 0 { raise "bottom" }
    for i in 0..1 { while true { deep(n - 1) } }
}
try { deep(50) } catch e { assert e.message == "bottom" }

# wrong things to raise
assert kind_of(func() { raise 5 }) == "type"
assert kind_of(func() { raise nil }) == "type"
assert kind_of(func() { raise [1] }) == "type"
assert kind_of(func() => error(1, "x")) == "type"

# fields that are not there, and errors do not change
assert kind_of(func() => [error("a", "b")][0].capacity) == "type"

# a language kind raised by hand is caught by its word
try { raise error("timeout", "by hand") } catch timeout as e { assert e.message == "by hand" }
try { raise error("error", "plain") } catch error as e { assert e.message == "plain" }

# many errors, caught one after the other, leave nothing behind
var count = 0
for i in 0..1000 {
    try {
        if i % 2 == 0 { raise "even" } else { [][i] }
    } catch index {
        count += 1
    } catch e {
        count += 1000
    }
}
assert count == 500500
print("ok errors")
