# Starts and joins N threads, one after the other: spawn.cs -- N
let n = int(args[0])
func nothing() { }

let begin = now()
for i in 0..n {
    let t = thread(nothing)
    t.start()
    t.join()
}
let took = (now() - begin).seconds()
print("t={took:.6f} check={n} us_op={took / n * 1e6:.3f}")
