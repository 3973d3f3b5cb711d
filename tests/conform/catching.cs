# catch: which clause takes which error.
func provoke(kind) {
    if kind == "index" { return [][1] }
    if kind == "key" { return {}[1] }
    if kind == "type" { return 1 + nil }
    if kind == "none" { return 0 }
    if kind == "plain" { raise "plain" }
    raise error(kind, "own kind {kind}")
}

func which(kind) {
    try {
        provoke(kind)
        return "nothing"
    } catch index {
        return "index"
    } catch key, type as e {
        return "key or type: {e.kind}"
    } catch "mine" {
        return "mine"
    } catch "yours", "theirs" as e {
        return "not mine: {e.kind}"
    } catch error {
        return "raised"
    } catch e {
        return "any: {e.kind}"
    }
}
assert which("none") == "nothing"
assert which("index") == "index"
assert which("key") == "key or type: key"
assert which("type") == "key or type: type"
assert which("mine") == "mine"
assert which("theirs") == "not mine: theirs"
assert which("plain") == "raised"
assert which("else") == "any: else"

# the first that fits runs, and only that
var path = []
try {
    provoke("index")
} catch e {
    path.append("first")
} catch index {
    path.append("second")
}
assert path == ["first"]

# what no clause takes goes on outwards
path = []
try {
    try {
        provoke("index")
        path.append("not reached")
    } catch key {
        path.append("not this")
    } finally {
        path.append("finally")
    }
    path.append("nor this")
} catch index {
    path.append("outer")
}
assert path == ["finally", "outer"]

# an error inside a catch is not taken by its brothers
path = []
try {
    try {
        provoke("index")
    } catch index {
        provoke("key")
    } catch key {
        path.append("brother")
    }
} catch key {
    path.append("outer")
}
assert path == ["outer"]

# the bound name is a let of that block, and may shadow
let e = "outside"
try { raise "inside" } catch e { assert e.message == "inside" }
assert e == "outside"

# a catch in a loop, with continue and break
var tries = 0
for i in 0..10 {
    try {
        tries += 1
        if i < 3 { raise "again" }
        break
    } catch x {
        continue
    }
}
assert tries == 4

# a function's value out of a catch
func safe(f, otherwise) {
    try { return f() } catch x { return otherwise }
}
assert safe(func() => 1 / 0, "no") == "no" and safe(func() => 5, "no") == 5

# words of the language's kinds and own kinds of the same word are the same
try { raise error("key", "made") } catch key as x { assert x.message == "made" }
try { let v = {}["a"] } catch "key" as x { assert x.kind == "key" }

# an empty try, a catch that does nothing
try { } catch x { assert false }
try { raise "gone" } catch x { }
print("ok catching")
