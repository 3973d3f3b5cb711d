# from: GoBench/GoKer nonblocking istio#8144
# bug: what the callback counts is looked at while it may be called
# published: GoKer gives no rate
# tasks: main + 1 thread
scenario { expect: "race" }

var callbacks = 0
var entries = {}
lock of_entries

thread evicter {
    var keys = []
    with of_entries {
        keys = entries.keys()
    }
    for k in keys {
        callbacks += 1
    }
}

evicter.start()
with of_entries {
    entries[1] = 1
}
let seen = callbacks
