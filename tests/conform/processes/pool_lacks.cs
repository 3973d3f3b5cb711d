# What a pool cannot have: processes for its workers, at first or later, and a thread for its callbacks. And its own threads, cancelled.
scenario { limits: {"processes": 4, "tasks": 12} }
event never
func job(n) {
    if n == 0 { exit(1) }
    return n
}

# Of a pool that cannot be made nothing is left.
for i in 0..3 {
    try { pool(4); assert false } catch limit as err { assert err.message == "more than 4 processes at once (limit processes)" }
    assert children() == []
}

# The thread that replaces its workers cannot be cancelled, nor the one that waits for callbacks: only what that does for one of them.
with pool(1) as p {
    queue said
    assert p.apply_async(job, [1], callback: func(v) { said.put(v) }).get() == 1 and said.get() == 1
    for t in threads() { if t != current() { t.cancel() } }
    try { p.apply(job, [0]); assert false } catch died { }
    assert p.apply_async(job, [2], callback: func(v) { try { sleep(1ms) } catch cancelled { said.put(v) } }).get() == 2 and said.get() == 2
    assert p.apply_async(job, [3], callback: func(v) { said.put(v) }).get() == 3 and said.get() == 3
    p.close()
    assert p.join()
}
try { pool(12, threads: true); assert false } catch limit as err { assert err.message == "more than 12 tasks at once (limit tasks)" }
print("ok")
