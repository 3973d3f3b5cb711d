# A process is killed while it hands on what it has: to a queue, a pipe, a pool, through a lock and a condition. Nothing is there twice, nobody
# waits for ever, and all of it can be used afterwards.
lock guard
condition news(guard)
queue q
shared var one = 0
shared var two = 0
let here, there = pipe()

process passer {
    print("pid {pid()}")
    sleep(20ms)
    q.put("a")
    q.put("b")
    q.get()
    with guard {
        one += 1
        two += 1
        news.notify_all()
    }
    there.send("across")
    let t = thread(func() { q.put("c") })
    t.start()
    t.join()
    print("done")
    sleep(10s)
}
shared var over = false
process waiter {
    try {
        with guard { while not over { news.wait() } }
    } catch abandoned { with guard { two = one } }
}
waiter.start()
passer.start()
passer.join()
assert passer.exitcode == -9
try { guard.acquire() } catch abandoned { two = one }
assert one == two
over = true
news.notify_all()
guard.release()
waiter.join()
assert waiter.exitcode == 0
var got = []
while not q.empty() { got.append(q.get()) }
assert got in [[], ["a"], ["a", "b"], ["b"], ["b", "c"]]
q.put("again")
assert q.get() == "again"
there.close()
try { assert here.recv(timeout: 5s) == "across" } catch eof { }
print("ok")
