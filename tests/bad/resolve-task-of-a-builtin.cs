thread t = print("x", sep: "")
thread u = len([1], 2)
thread v = chr()
process p(print, ["x"])
thread w = args(1)
queue q
thread m = q.put(1)
