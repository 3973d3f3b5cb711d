# Names, daemons and ids.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

assert current().name == "main" and not current().daemon and type(current().id) == "int"
thread plain { }
thread car(name) { }
func job() { }
assert plain.name == "plain"
assert car("MINI").name == "car-1" and car("FIAT").name == "car-2" and car("OPEL").name == "car-3"
assert thread(job).name == "job-1" and thread(job).name == "job-2"
assert thread(func() { }).name == "func-1" and thread(func() => 1).name == "func-2"

# a parameter called name wins over the option name
thread box(label) { }
assert box("x").name == "box-1" and box("y", name: "special").name == "special" and box(label: "z").name in ["box-2", "box-3"]
assert car(name: "VW").name == "car-4"

# one declaration in a loop: numbered from the second on
var names = []
for i in 0..3 {
    thread t { }
    names.append(t.name)
}
assert names == ["t", "t-2", "t-3"]
for i in 0..2 {
    lock inner
    names.append(str(inner))
}
assert names[3:] == ["<lock inner>", "<lock inner-2>"]

# how handles print; unnamed objects are numbered
event ready
assert str(ready) == "<event ready>" and str(plain) == "<thread plain>" and "{current()}" == "<thread main>"
assert str(lock()) == "<lock lock-1>" and str(lock()) == "<lock lock-2>" and str(queue()) == "<queue queue-1>"
assert str([car("X")]) == "[<thread car-5>]"

# settable before the start only
let t = thread(job)
t.name = "renamed"
t.daemon = true
assert t.name == "renamed" and t.daemon and str(t) == "<thread renamed>"
t.daemon = false
t.start()
t.join()
assert kind_of(func() { t.name = "late" }) == "state" and kind_of(func() { t.daemon = true }) == "state"
assert t.name == "renamed" and not t.daemon
let u = thread(job)
assert kind_of(func() { u.name = 5 }) == "type" and kind_of(func() { u.daemon = "yes" }) == "type"

# options
thread optioned(job, [], name: "given", daemon: true)
assert optioned.name == "given" and optioned.daemon
daemon thread background { loop { sleep(1h) } }
assert background.daemon and background.name == "background"
background.start()
let d = car("X", daemon: true)
assert d.daemon and not car("Y").daemon and box("Z", daemon: true, name: "n").name == "n"

# a daemon's threads
let ids = {x.id: true for x in [plain, t, u, optioned]}
assert len(ids) == 4

# inside, the name is one's own
queue out
thread kind(n) { out.put(current().name) }
let k = kind(1, name: "me")
k.start()
k.join()
assert out.get() == "me" and current().name == "main"
print("ok thread_names")
