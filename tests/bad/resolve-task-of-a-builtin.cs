thread t = print("x")
process p(print, ["x"])
let u = thread(len, ["x"])
let all = [thread(print, [i], daemon: true) for i in 0..3]
thread fine(shuffle, [[1, 2]])
let g = print
thread later(g, ["x"])
let timed = timer(1s, print)
pool w(2)
w.map(print, [1])
func print2(x) { print(x) }
thread mine(print2, ["x"])
