queue q
q.putt(1)
let xs = [1, 2]
xs.push(3)
let x = args[0]
x.frobnicate()
