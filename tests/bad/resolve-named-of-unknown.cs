let fs = [print]
let f = fs[0]
thread t = f("a", end: "")
