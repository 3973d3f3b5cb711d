queue q
thread t = q.put(1)
thread u = queue(10)
