# The memory that processes share is full when a process takes a lock and lets many go on at once: more than what it notes of that at first has
# room for. It is killed in between, and nobody waits for what it held, or is forgotten.
scenario { limits: {"memory": 60_000_000} }
event told                                   # its number is written: what is printed later has no room
event full
event go
event room                                   # for the lines that are printed
lock held
queue q

thread waiter() {
    try { go.wait() } catch limit { }
    q.get()
    room.set()
}
let waiters = [waiter() for i in 0..60]
for w in waiters { w.start() }
process setter {
    print("pid {pid()}")
    told.set()
    full.wait()
    held.acquire()
    go.set()
    held.release()
    room.wait()
    print("done")
    sleep(10s)
}
setter.start()
while not told.wait(timeout: 10ms) and setter.is_alive() { } # it may be killed before it has told
func fill(n) { try { loop { q.put("x" * n) } } catch limit { } }
for n in [100_000, 1000, 100, 30] { fill(n) }
full.set()
setter.join()
assert setter.exitcode == -9
try { held.acquire() } catch abandoned { }
held.release()
go.set()
for w in waiters { w.join() }
while not q.empty() { q.get() }
print("ok")
