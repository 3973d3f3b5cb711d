# Names of processes, and of what is made in them: numbered by the process that makes it, from 1 in each.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue out
process plain { out.put(current().name) }
process worker(id) { }
func job() { out.put(current().name) }
assert plain.name == "plain" and str(plain) == "<process plain>" and repr(plain) == "<process plain>" and type(plain) == "process"
assert worker(1).name == "worker-1" and worker(2).name == "worker-2" and str([worker(3)]) == "[<process worker-3>]"
assert process(job).name == "job-1" and process(job).name == "job-2"
assert process(func() { }).name == "func-1" and process(func() => 1).name == "func-2"
# threads of a function are counted together with the processes of it
assert thread(job).name == "job-3" and thread(func() { }).name == "func-3"
assert worker(4, name: "special").name == "special" and process(job, [], name: "given").name == "given"

# ... whatever the function comes from
let same = job
let anonymous = func() { }
func gives(f) { return f }
assert process(same).name == "job-4" and thread(same).name == "job-5" and thread(gives(job)).name == "job-6" and thread(job).name == "job-7"
assert thread(anonymous).name == "func-4" and process([job, anonymous][1]).name == "func-5" and thread([job][0]).name == "job-8"
assert timer(1s, job).name == "job-9" and timer(1s, same).name == "job-10" and timer(1s, anonymous, every: true).name == "func-6"
func declared_with(f) {
    thread declared(f)
    process called = f()
    return [declared.name, called.name]
}
assert declared_with(job) == ["declared", "called"] and declared_with(anonymous) == ["declared-2", "called-2"]
assert thread(same, [], name: "given").name == "given" and kind_of(func() => thread([job], []).start()) == "type"
assert process(func() { }).name == "func-7" and thread(job).name == "job-11"

# a parameter called name wins over the option
process box(name) { }
assert box("x").name == "box-1" and box(name: "y").name == "box-2"

# one declaration in a loop
var names = []
for i in 0..3 {
    process p { }
    names.append(p.name)
}
assert names == ["p", "p-2", "p-3"]

# inside, the name is one's own
for p in [plain, process(job, name: "renamed")] {
    p.start()
    p.join()
}
assert [out.get() for i in 0..2] == ["plain", "renamed"]
assert current().name == "main"

# settable before the start only
let t = process(func() { })
t.name = "first"
t.name = "second"
assert t.name == "second" and str(t) == "<process second>"
t.start()
t.join()
assert kind_of(func() { t.name = "late" }) == "state" and t.name == "second"
assert kind_of(func() { process(job).name = 5 }) == "type"

# a process counts what it makes anew, whatever its parent has made
assert [str(lock()), str(lock()), str(queue())] == ["<lock lock-1>", "<lock lock-2>", "<queue queue-1>"]
process counts {
    out.put([str(lock()), str(queue()), worker(1).name, process(func() { }).name])
    thread makes { out.put(str(lock())) }
    makes.start()
    makes.join()
    process deeper { out.put([str(lock()), worker(1).name]) }
    deeper.start()
    deeper.join()
    out.put(str(lock()))
}
counts.start()
counts.join()
assert counts.exitcode == 0
assert out.get() == ["<lock lock-1>", "<queue queue-1>", "worker-1", "func-1"]
assert out.get() == "<lock lock-2>" and out.get() == ["<lock lock-1>", "worker-1"] and out.get() == "<lock lock-3>"
assert str(lock()) == "<lock lock-3>" and worker(5).name == "worker-4"
# ... and a second child as well
process counts_again {
    out.put(str(lock()))
    for i in 0..2 {
        event e
        out.put(str(e))
    }
}
counts_again.start()
counts_again.join()
assert [out.get() for i in 0..3] == ["<lock lock-1>", "<event e>", "<event e-2>"]

# a handle keeps its name wherever it goes
lock of_main
process sends {
    lock of_child
    out.put([of_child, of_main])
}
sends.start()
let from_child, from_main = out.get()
sends.join()
assert str(from_child) == "<lock of_child>" and from_main == of_main and str(from_main) == "<lock of_main>"
print("ok names")
