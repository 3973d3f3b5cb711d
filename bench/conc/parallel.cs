# The same N steps on each of T threads, or processes: parallel.cs -- thread|process N T
let n = int(args[1])
let count = int(args[2])

func steps() {
    var x = 1
    for i in 0..n { x = (x * 5 + i) & 0xffffff }
    return x
}

let begin = now()
let all = [process(steps) if args[0] == "process" else thread(steps) for i in 0..count]
for t in all { t.start() }
for t in all { t.join() }
let took = (now() - begin).seconds()
print("t={took:.6f} ns_op={took / n * 1e9:.3f}")
