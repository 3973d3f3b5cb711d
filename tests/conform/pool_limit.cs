# The limit of messages: a pool whose workers are busy takes so many tasks, and no more; then there is room again.
scenario { limits: {"messages": 10} }
event begun
event gate
func waits() {
    begun.set()
    gate.wait()
}
func twice(x) { return 2 * x }

pool p(1, threads: true)
let first = p.apply_async(waits)
begun.wait() # the worker has taken it
var taken = []
var refused = 0
for i in 0..1000 {
    try { taken.append(p.apply_async(twice, [i])) } catch limit { refused += 1 }
}
assert len(taken) == 10 and refused == 990
var kind = nil
try { p.map_async(twice, [1]) } catch limit as e { kind = e.kind }
assert kind == "limit"
gate.set()
first.get()
assert [f.get() for f in taken] == [2 * i for i in 0..10]

# In pieces, and one after the other.
begun.clear()
gate.clear()
let second = p.apply_async(waits)
begun.wait()
let pieces = p.map_async(twice, 0..8, chunksize: 1)
taken = []
for i in 0..1000 {
    try { taken.append(p.apply_async(twice, [i])) } catch limit { }
}
assert len(taken) == 2
gate.set()
assert pieces.get() == [2 * i for i in 0..8] and [f.get() for f in taken] == [0, 2]
p.close()
p.join()
print("ok pool_limit")
