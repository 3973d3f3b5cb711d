func f(x) { print(x) }
pool p(4)
p.apply_async(func=f, args=(1,))
p.apply_async(f, args=(1,), callback=f)
process t(f, ("bob",))
p.apply(func: f)
