# N ints from one process to another, through a queue of 1024 or a pipe: procs_queue.cs -- queue|pipe N
let n = int(args[1])
queue q(1024)
let here, there = pipe()
queue sums

process by_queue {
    var s = 0
    for v in q { s += v }
    sums.put(s)
}

process by_pipe {
    var s = 0
    for i in 0..n { s += there.recv() }
    sums.put(s)
}

let begin = now()
let taker = by_queue if args[0] == "queue" else by_pipe
taker.start()
if args[0] == "queue" {
    for i in 0..n { q.put(i) }
    q.close()
} else {
    for i in 0..n { here.send(i) }
}
taker.join()
let took = (now() - begin).seconds()
print("t={took:.6f} check={sums.get()} ns_op={took / n * 1e9:.1f}")
