queue q
invariant "small": q.get() < 3
eventually "done": sorted([1], key: func(x) => x) == [1]
