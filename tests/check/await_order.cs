# What made an await true comes before what follows it.
scenario { expect: "ok" }

var ready = false
var data = 0

thread maker {
    data = 42
    ready = true
}

maker.start()
await ready
assert data == 42
