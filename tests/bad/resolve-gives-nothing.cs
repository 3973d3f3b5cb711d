var xs = [1]
xs = xs.append(2)
let ys = xs.sort()
let t = thread(print).start()
let locks = [lock()] * 3
let m = {"size": 1}
print(m.size)
func length_of(x) { return x.length }
queue q
q <- 1
