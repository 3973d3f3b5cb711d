# 2 N operations on a lock that nobody else wants: trace.cs -- N
let n = int(args[0])
lock m

let begin = now()
for i in 0..n {
    m.acquire()
    m.release()
}
let took = (now() - begin).seconds()
print("t={took:.6f} check={n} ns_op={took / (2 * n) * 1e9:.1f}")
