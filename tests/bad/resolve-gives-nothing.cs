var xs = [1]
xs = xs.append(2)
let ys = xs.sort()
let t = thread(print).start()
let locks = [lock()] * 3
queue q
q <- 1
