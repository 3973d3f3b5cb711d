let xs = [1]
xs.add(2)
queue q
q.add(1)
latch l(1)
l.add(1)
