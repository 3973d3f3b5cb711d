# pipe: two ends; what is sent into one is received from the other.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
pipe a, b
assert type(a) == "pipe" and str(a) == "<pipe a>" and str(b) == "<pipe b>" and a != b and {a: 1, b: 2}[b] == 2

# both ways, in order, each way by itself
b.send([42, nil, "hello"])
b.send("second")
a.send("back")
assert a.recv() == [42, nil, "hello"] and a.recv() == "second" and b.recv() == "back"
assert not a.poll() and not b.poll()

# send never waits, however much there is
for i in 0..1000 { a.send(i) }
assert [b.recv() for i in 0..1000] == list(0..1000)

# poll looks, and waits when it is given a time
assert a.poll() == false and a.poll(timeout: 0s) == false and a.poll(timeout: 1ms) == false
b.send(nil)
assert a.poll() == true and a.poll(timeout: 1h) == true and a.poll() and a.recv() == nil and not a.poll()
thread sends_later { b.send("later") }
sends_later.start()
assert a.poll(timeout: 1h) and a.recv() == "later"
sends_later.join()

# recv waits, with a time-out raises
assert kind_of(func() => a.recv(timeout: 0s)) == "timeout" and kind_of(func() => a.recv(timeout: 1ms)) == "timeout"
assert kind_of(func() => a.recv(timeout: -1s)) == "value" and kind_of(func() => a.poll(timeout: -1s)) == "value"
assert kind_of(func() => a.recv(timeout: 0 + 1)) == "type" and kind_of(func() => a.poll(timeout: 0 + 1)) == "type"
queue out
thread receives { for i in 0..3 { out.put(a.recv()) } }
receives.start()
for i in 0..3 { b.send(i) }
receives.join()
assert [out.get() for i in 0..3] == [0, 1, 2]

# messages are copies; handles go as themselves; functions do not go
var xs = [1, [2]]
a.send(xs)
xs[1].append(3)
assert b.recv() == [1, [2]]
a.send({"ends": [a, b], "queue": out})
let m = b.recv()
assert m["ends"] == [a, b] and m["queue"] == out
for f in [kind_of, func() => 1, len, [kind_of], {"k": [len]}] { assert kind_of(func() => a.send(f)) == "type" }
assert not b.poll()

# one way: the first end receives, the second sends
pipe r, w(duplex: false)
w.send(1)
assert r.recv() == 1
assert kind_of(func() => r.send(1)) != nil and kind_of(func() => w.recv(timeout: 0s)) != nil and not r.poll()
pipe both_ways, as_ever(duplex: true)
both_ways.send(1)
as_ever.send(2)
assert as_ever.recv() == 1 and both_ways.recv() == 2

# an end is closed: what was sent before is still received, then it is the end
pipe c, d
d.send(1)
d.send(2)
d.close()
assert c.poll() and c.recv() == 1 and c.poll() and c.recv() == 2
assert c.poll() == true and c.poll(timeout: 1h) == true and kind_of(func() => c.recv()) == "eof" and kind_of(func() => c.recv(timeout: 0s)) == "eof"
assert kind_of(func() => c.recv()) == "eof"                  # it stays so
assert kind_of(func() => c.send(1)) == "closed"              # to a closed one
assert kind_of(func() => d.send(1)) == "closed" and kind_of(func() => d.recv()) != nil
d.close()                                                    # again: nothing
c.close()
assert kind_of(func() => c.send(1)) == "closed" and kind_of(func() => c.recv()) != nil

# who waits is told of the end
pipe g, h
thread waits_in_recv { out.put(kind_of(func() => g.recv())) }
thread waits_in_poll { out.put(g.poll(timeout: 1h)) }
waits_in_recv.start()
waits_in_poll.start()
sleep(1ms)
h.close()
waits_in_recv.join()
waits_in_poll.join()
assert {out.get(): true for i in 0..2} == {"eof": true, true: true}

# as expressions
let ends = pipe()
assert type(ends) == "list" and len(ends) == 2 and [type(x) for x in ends] == ["pipe", "pipe"]
let left, right = pipe()
left.send("through")
assert right.recv() == "through"
let only_receives, only_sends = pipe(duplex: false)
only_sends.send("one way")
assert only_receives.recv() == "one way" and kind_of(func() => only_receives.send(1)) != nil
assert kind_of(func() => pipe(duplex: 1)) == "type"
let many = [pipe() for i in 0..3]
many[0][0].send(0)
assert not many[1][1].poll() and many[0][1].recv() == 0

# select: recv can be a case; wait_any takes ends
var chosen = nil
select {
    case v = left.recv() { chosen = v }
    else { chosen = "nothing" }
}
assert chosen == "nothing"
right.send("for select")
select {
    case v = left.recv() { chosen = v }
    after 1h { chosen = "late" }
}
assert chosen == "for select"
queue q
right.send("one")
assert wait_any([q, left]) == [left] and left.recv() == "one"
q.put(1)
assert wait_any([left, q]) == [q]
assert kind_of(func() => wait_any([left, right], timeout: 1ms)) == "timeout"
right.close()
assert wait_any([left, event()]) == [left]
var ended = nil
try {
    select { case v = left.recv() { ended = "no" } }
} catch eof {
    ended = "eof"
}
assert ended == "eof"

# several tasks on one end: every message arrives once, whole, in its sender's order
pipe near, far
let senders = [thread(func(i) { for k in 0..100 { near.send([i, k, "x" * (k % 7)]) } }, [i]) for i in 0..3]
queue got
let receivers = [thread(func() { for n in 0..100 { got.put(far.recv()) } }) for i in 0..3]
for t in senders + receivers { t.start() }
for t in senders + receivers { t.join() }
let all_of_them = [got.get() for i in 0..300]
assert sorted([[i, k] for i, k, x in all_of_them]) == [[i, k] for i in 0..3 for k in 0..100] and all([x == "x" * (k % 7) for i, k, x in all_of_them])
assert not far.poll()

# cancelled while it waits it takes nothing
pipe s, t
thread victim { s.recv() }
victim.start()
sleep(1ms)
victim.cancel()
victim.join()
t.send("still there")
assert s.recv() == "still there"
print("ok pipes")
