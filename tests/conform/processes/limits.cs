# The limit of processes that are alive at once; what has ended makes room.
scenario { limits: {"processes": 4} }
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
event never
event go
# main is one of the four
let three = [process(func() { go.wait() }) for i in 0..3]
for p in three { p.start() }
process one_too_many { }
assert kind_of(func() => one_too_many.start()) == "limit" and not one_too_many.is_alive() and one_too_many.pid == nil and len(children()) == 3
go.set()
for p in three { p.join() }
one_too_many.start()                         # it was not started, so it can be now
assert one_too_many.join() and one_too_many.exitcode == 0

# those of all processes count together
process child(depth) {
    let deeper = child(depth + 1)
    let kind = kind_of(func() => deeper.start())
    if kind == nil { deeper.join() } else { out.put([depth, kind]) }
}
let first = child(1)
first.start()
first.join()
assert out.get() == [3, "limit"] and out.empty()

# a fork bomb ends as an error of those who try
process bomb {
    var started = 0
    for i in 0..10 {
        process p = again()
        if kind_of(func() => p.start()) == nil { started += 1 }
    }
    out.put(started)
}
func again() { never.wait() }
bomb.start()
assert out.get() == 2
bomb.kill()
never.set()
bomb.join()
print("ok limits")
