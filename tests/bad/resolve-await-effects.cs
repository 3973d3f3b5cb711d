queue q
var xs = [1]
await q.get() == 1
await xs.pop() == 1
await now() > 3s
await random(1, 6) == 6
await print("x")
await any([x for x in xs if lock()])
