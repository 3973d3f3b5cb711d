# wait_any: those of a list that are ready, waiting for the first.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
queue q
queue r
event e
event f
thread t { e.wait() }
t.start()
pool p(1, threads: true)

assert kind_of(func() => wait_any([q, f], timeout: 0s)) == "timeout" and kind_of(func() => wait_any([q, f], timeout: 1ms)) == "timeout"
assert kind_of(func() => wait_any([q], timeout: -1s)) == "value"
q.put(1)
assert wait_any([q, f, r]) == [q] and q.size() == 1              # it only looks
f.set()
assert wait_any([q, f, r]) == [q, f] and wait_any([r, f]) == [f]
f.clear()
q.get()

# tasks and futures
assert kind_of(func() => wait_any([t], timeout: 1ms)) == "timeout"
let done = p.apply_async(func() => 1)
done.wait()
assert wait_any([t, done]) == [done]
e.set()
t.join()
assert wait_any([t]) == [t] and wait_any([t, done, e]) == [t, done, e]

# waits for the first
event g
thread setter {
    sleep(1ms)
    g.set()
}
setter.start()
assert wait_any([q, g, r], timeout: 1h) == [g]
setter.join()

# a closed queue is ready
r.close()
assert wait_any([q, r]) == [r]

# a loop over what comes
queue a
queue b
thread feeder {
    for i in 0..10 {
        a.put(i)
        b.put(i * 100)
    }
    a.close()
    b.close()
}
feeder.start()
var open = [a, b]
var got = []
while len(open) > 0 {
    for x in wait_any(open) {
        try {
            got.append(x.get_nowait())
        } catch closed {
            open.remove(x)
        }
    }
}
assert sorted(got) == sorted(list(0..10) + [i * 100 for i in 0..10])
feeder.join()
assert kind_of(func() => wait_any([5])) == "type" and kind_of(func() => wait_any(q)) == "type"
p.close()
p.join()
print("ok wait_any")
