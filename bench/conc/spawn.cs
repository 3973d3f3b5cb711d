# Starts and joins N threads, or processes, one after the other; with so many MB of variables: spawn.cs -- thread|process N [MB]
let n = int(args[1])
let ballast = ["x" * 1000000 for i in 0..int(args[2])] if len(args) > 2 else []
func nothing() { }

let begin = now()
for i in 0..n {
    let t = process(nothing) if args[0] == "process" else thread(nothing)
    t.start()
    t.join()
}
let took = (now() - begin).seconds()
print("t={took:.6f} check={n} us_op={took / n * 1e6:.3f}")
