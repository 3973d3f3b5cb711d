# N ints through a queue of 1024: queue.cs -- N PRODUCERS CONSUMERS
let n = int(args[0])
let producers = int(args[1])
let consumers = int(args[2])
queue q(1024)
var sums = []

func produce() {
    for i in 0..n // producers { q.put(i) }
}

func consume() {
    var s = 0
    for v in q { s += v }
    sums.append(s)
}

let begin = now()
let makers = [thread(produce) for i in 0..producers]
let takers = [thread(consume) for i in 0..consumers]
for t in makers + takers { t.start() }
for t in makers { t.join() }
q.close()
for t in takers { t.join() }
let took = (now() - begin).seconds()
print("t={took:.6f} check={sum(sums)} ns_op={took / n * 1e9:.1f}")
