let s = sleep
s(1s)
let n = now
print(n())
let c = cpu_count
print(c())
event e
let w = wait_any
try { print(w([e], 1s)) } catch x { print(x) }
thread k(wait_any, [[e]])
k.start()
e.set()
pool p(2, threads: true)
print(p.apply(now), p.apply(random, [3, 3]), p.map(sleep, [1s, 2s]), now())
let me = current
print(me(), me().name)
let ex = exit
try { s(2) } catch x { print(x) }
try { s() } catch x { print(x) }
try { s(1s, 2s) } catch x { print(x) }
thread xx(args)
xx.start()
ex(4)
