pool p(2, threads: true)
func f(x) { return x }
let r = p.submit(f, 1)
let s = p.apply_async(f, args: [1])
print(s.result(), s.done())
p.shutdown()
