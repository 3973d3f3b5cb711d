# await: waits until an expression is true.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
var ready = false
var n = 0
queue out

# true already: goes on at once
await true
await n == 0
await not ready and len([1]) == 1

# another thread makes it true
thread setter {
    sleep(1ms)
    ready = true
}
setter.start()
await ready
assert ready
setter.join()

# with a time-out
assert kind_of(func() { await n > 5 timeout 0s }) == "timeout" and kind_of(func() { await n > 5 timeout 1ms }) == "timeout"
await n == 0 timeout 0s
assert kind_of(func() { await n == 0 timeout -1s }) == "value" and kind_of(func() { await n == 0 timeout 0 + 5 }) == "type"

# it sees every change of what it looks at: variables, elements, objects
var m = {"x": 0}
var xs = []
event e
semaphore s(0)
queue q
latch l(2)
atom a(0)
lock guard
thread t { e.wait() }
t.start()
func meanwhile(f, act) {
    let w = thread(func() { f(); out.put("seen") })
    w.start()
    sleep(1ms)
    act()
    w.join()
    assert out.get() == "seen"
}
meanwhile(func() { await n > 3 }, func() { n = 4 })
meanwhile(func() { await m["x"] == 2 }, func() { m["x"] = 2 })
meanwhile(func() { await len(xs) == 2 }, func() { xs.append(1); xs.append(2) })
meanwhile(func() { await e.is_set() }, func() { e.set() })
meanwhile(func() { await s.value > 0 }, func() { s.release() })
meanwhile(func() { await q.size() == 1 }, func() { q.put(1) })
meanwhile(func() { await l.count == 0 }, func() { l.done(); l.done() })
meanwhile(func() { await a.load() == 7 }, func() { a.add(7) })
guard.acquire()
meanwhile(func() { await not guard.locked() }, func() { guard.release() })
meanwhile(func() { await not t.is_alive() }, func() { })
meanwhile(func() { await n > 10 or m["x"] > 10 }, func() { m["x"] = 11 })
meanwhile(func() { await 5 < n <= 10 and q.size() == 0 }, func() { n = 6; q.get() })

# an error in the expression comes out
var zero = 0
assert kind_of(func() { await 1 / zero > 0 }) == "zero_division" and kind_of(func() { await m["nothing"] }) == "key"

# strict turns by a shared variable
var turn = 0
var order = []
let players = [thread(func(me) {
    for i in 0..10 {
        await turn == me
        order.append(me)
        turn = (turn + 1) % 3
    }
}, [k]) for k in 0..3]
for p in players { p.start() }
for p in players { p.join() }
assert order == [0, 1, 2] * 10

# values are true or false as everywhere
var items = []
meanwhile(func() { await items }, func() { items.append(1) })

# several wait for one change
ready = false
let many = [thread(func() { await ready; out.put("go") }) for k in 0..4]
for w in many { w.start() }
sleep(1ms)
assert out.empty()
ready = true
for w in many { w.join() }
assert out.size() == 4

# atomic blocks and await exclude each other: nobody sees the state in between
var left = 10
var right = 0
var wrong = false
thread mover {
    for i in 0..10 {
        atomic {
            left -= 1
            right += 1
        }
    }
}
thread watcher {
    try {
        await left + right != 10 or left == 0
    } finally { out.put("watched") }
    wrong = left + right != 10
}
watcher.start()
mover.start()
mover.join()
watcher.join()
assert not wrong and left == 0

# what only looks may stand there: poll without a time-out, and who there is
pipe near, far
thread sender { sleep(1ms); near.send("here") }
sender.start()
await far.poll()
assert far.recv() == "here"
process short { }
process long { far.recv() }
short.start()
long.start()
await len(children()) == 1
near.send("end")
await len(children()) == 0
print("ok awaiting")
