# Starts and joins N processes, one after the other; with so many MB of variables: procs_spawn.cs -- N [MB]
let n = int(args[0])
let ballast = ["x" * 1000000 for i in 0..int(args[1])] if len(args) > 1 else []
func nothing() { }

let begin = now()
for i in 0..n {
    let p = process(nothing)
    p.start()
    p.join()
}
let took = (now() - begin).seconds()
print("t={took:.6f} check={n + len(ballast) * 0} us_op={took / n * 1e6:.3f}")
