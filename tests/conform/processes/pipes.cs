# Pipes between processes (tests/conform/pipes.cs has what they do in one).
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# the tutorial's: a message, and the end
pipe parent_end, child_end
func f(end) {
    end.send([42, nil, "hello"])
    end.close()
}
process p = f(child_end)
p.start()
assert parent_end.recv() == [42, nil, "hello"]
assert kind_of(func() => parent_end.recv()) == "eof"
p.join()

# an end is one object in all processes: closed once, closed for all
assert kind_of(func() => child_end.send(1)) == "closed" and kind_of(func() => parent_end.send(1)) == "closed"
pipe a, b
process closes { a.close() }
closes.start()
closes.join()
assert kind_of(func() => b.recv()) == "eof" and kind_of(func() => b.send(1)) == "closed" and b.poll()
# ... but it does not close by itself when a process ends that has it
pipe c, d
process only_ends { d.send("last words") }
only_ends.start()
only_ends.join()
assert c.recv() == "last words" and c.poll() == false and kind_of(func() => c.recv(timeout: 1ms)) == "timeout"
d.send("from another")
assert c.recv() == "from another"

# both ways: question and answer
pipe asks, answers
process adds {
    try {
        loop { answers.send(sum(answers.recv())) }
    } catch eof {
        no_more.set()
    }
}
event no_more
adds.start()
for n in 0..20 {
    asks.send([n, 1])
    assert asks.recv() == n + 1
}
asks.close()
adds.join()
assert no_more.is_set() and adds.exitcode == 0

# two tasks on one end never mix messages: what a task sends is received whole, in its order
pipe near, far
let senders = [process(func(i) { for k in 0..50 { near.send([i, k, "{i}" * k]) } }, [i]) for i in 0..3]
for s in senders { s.start() }
var next = [0, 0, 0]
for n in 0..150 {
    let i, k, text = far.recv()
    assert k == next[i] and text == "{i}" * k
    next[i] += 1
}
for s in senders { s.join() }
assert not far.poll()
queue got
let receivers = [process(func() { for n in 0..50 { got.put(far.recv()) } }) for i in 0..3]
for r in receivers { r.start() }
for n in 0..150 { near.send([n, "text" * n]) }
for r in receivers { r.join() }
assert sorted([got.get() for i in 0..150]) == [[n, "text" * n] for n in 0..150]

# large messages, and more of them than a system's pipe would hold
process sends_much {
    let large = "x" * 300000
    for n in 0..10 { near.send([n, large]) }
}
sends_much.start()
sends_much.join()
for n in 0..10 {
    let number, large = far.recv()
    assert number == n and len(large) == 300000
}

# an end travels: in a queue, in a pipe, as an argument
pipe left, right
queue ends
ends.put(right)
process takes_it {
    let end = ends.get()
    pipe own, given
    end.send(given)
    got.put(own.recv())
}
takes_it.start()
let given = left.recv()
given.send("through an end that came through an end")
assert got.get() == "through an end that came through an end"
takes_it.join()

# one way
pipe receiver, sender(duplex: false)
process one_way {
    sender.send(1)
    got.put([kind_of(func() => sender.recv(timeout: 0s)) != nil, kind_of(func() => receiver.send(1)) != nil])
    sender.close()
}
one_way.start()
assert receiver.recv() == 1 and kind_of(func() => receiver.recv()) == "eof" and got.get() == [true, true]
one_way.join()

# poll, select and wait_any wait for what another process sends
pipe here, there
process sends_three { for n in 0..3 { there.send(n) } }
sends_three.start()
assert here.poll(timeout: 1h) and here.recv() == 0
var chosen = nil
select { case v = here.recv() { chosen = v } case w = got.get() { chosen = "not this" } }
assert chosen == 1 and wait_any([got, here]) == [here] and here.recv() == 2
sends_three.join()

# who waits is told when another process closes
process waits { got.put(kind_of(func() => there.recv())) }
waits.start()
here.close()
assert got.get() == "eof"
waits.join()
print("ok pipes")
