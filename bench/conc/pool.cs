# N tasks for a pool of 4 threads, each result seen by a callback: pool.cs -- N
let n = int(args[0])
var total = 0
func task(i) { return i + 100 }
func add(v) { total += v }

let begin = now()
pool workers(4, threads: true)
for i in 0..n { workers.apply_async(task, [i], callback: add) }
workers.close()
workers.join()
let took = (now() - begin).seconds()
print("t={took:.6f} check={total} us_op={took / n * 1e6:.3f}")
