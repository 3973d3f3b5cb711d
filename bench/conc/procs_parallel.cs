# The same N steps in each of P processes: procs_parallel.cs -- N P
let n = int(args[0])
let count = int(args[1])

func steps() {
    var x = 1
    for i in 0..n { x = (x * 5 + i) & 0xffffff }
    return x
}

let begin = now()
let all = [process(steps) for i in 0..count]
for p in all { p.start() }
for p in all { p.join() }
let took = (now() - begin).seconds()
print("t={took:.6f} ns_op={took / n * 1e9:.3f}")
