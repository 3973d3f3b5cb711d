# N tasks for a pool of 4 processes: procs_pool.cs -- apply|map1|map N. apply: each result seen by a callback; map1: chunks of one
let n = int(args[1])
var total = 0
func task(i) { return i + 100 }
func add(v) { total += v }

let begin = now()
pool workers(4)
if args[0] == "apply" {
    for i in 0..n { workers.apply_async(task, [i], callback: add) }
} else {
    total = sum(workers.map(task, 0..n, chunksize: 1 if args[0] == "map1" else nil))
}
workers.close()
workers.join()
let took = (now() - begin).seconds()
print("t={took:.6f} check={total} us_op={took / n * 1e6:.3f}")
