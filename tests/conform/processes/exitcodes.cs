# The exitcode of a process: nil while it runs; 0, 1 after an uncaught error of its body, a thread or a timer; exit's number.
# Exit status: 1
queue out
func code_of(f) {
    let p = process(f)
    assert p.exitcode == nil
    p.start()
    assert p.join()
    return p.exitcode
}

assert code_of(func() { }) == 0
assert code_of(func() => 5) == 0                   # a value goes nowhere
assert code_of(func() { raise "uncaught" }) == 1
assert code_of(func() { raise error("mine", "uncaught") }) == 1
assert code_of(func() { assert false, "uncaught" }) == 1
assert code_of(func() => 1 / 0) == 1
assert code_of(func() {
    try { raise "caught" } catch e { }
}) == 0

# exit, from wherever it is called; nothing behind it is done, and no finally
assert code_of(func() { exit() }) == 0
assert code_of(func() { exit(0) }) == 0
assert code_of(func() { exit(1) }) == 1
assert code_of(func() { exit(7) }) == 7
assert code_of(func() { exit(255) }) == 255
func deep(n) {
    if n == 0 { exit(9) }
    deep(n - 1)
}
assert code_of(func() {
    try {
        deep(20)
    } catch e {
        out.put("caught")
    } finally {
        out.put("finally")
    }
    out.put("behind")
}) == 9
assert out.empty()

# ... from one of its threads: the others, which would wait for ever, end with it
event never
assert code_of(func() {
    for i in 0..3 {
        thread t { never.wait() }
        t.start()
    }
    thread e { exit(4) }
    e.start()
    never.wait()
    out.put("behind")
}) == 4
# ... and from a timer
assert code_of(func() {
    timer t after 0s { exit(5) }
    t.start()
    never.wait()
}) == 5
assert out.empty()

# exit ends the process that calls it and no other: not its parent, not its children
event may_go
assert code_of(func() {
    process grandchild {
        may_go.wait()
        out.put("grandchild")
    }
    grandchild.start()
    exit(3)
}) == 3
may_go.set()
assert out.get() == "grandchild"

# an uncaught error of a thread of it: its body and its other threads go on, and the exitcode is 1
assert code_of(func() {
    thread t { raise "in a thread" }
    t.start()
    t.join()
    out.put("went on")
}) == 1
assert out.get() == "went on"
assert code_of(func() {
    timer t after 0s { raise "in a timer" }
    t.start()
    t.join()
}) == 1
# ... also one that comes after the body has ended, and one of a daemon
event body_ended
assert code_of(func() {
    thread t {
        body_ended.wait()
        raise "later"
    }
    t.start()
    body_ended.set()
}) == 1
assert code_of(func() {
    daemon thread t { raise "in a daemon" }
    t.start()
    t.join()
}) == 1
# a thread that is cancelled has not failed
assert code_of(func() {
    thread t { never.wait() }
    t.start()
    t.cancel()
    t.join()
}) == 0
# after an error, exit's number counts
assert code_of(func() {
    thread t { raise "first" }
    t.start()
    t.join()
    exit(6)
}) == 6

# an error of a child is the child's: its parent's exitcode is 0
assert code_of(func() {
    assert code_of(func() { raise "in a grandchild" }) == 1
}) == 0

# nil while it runs, and it stays
event go
process runs { go.wait() }
assert runs.exitcode == nil
runs.start()
assert runs.exitcode == nil and runs.is_alive()
go.set()
runs.join()
assert runs.exitcode == 0 and runs.exitcode == 0 and not runs.is_alive()

# seen by others as well: the handle is one object everywhere
process fails { raise "seen by others" }
process looks {
    assert fails.join()
    out.put([fails.exitcode, fails.is_alive(), fails.pid])
}
fails.start()
looks.start()
looks.join()
assert out.get() == [1, false, fails.pid] and looks.exitcode == 0
print("ok exitcodes")
