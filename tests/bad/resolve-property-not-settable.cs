thread t { }
t.id = 5
queue q(10)
q.capacity = 20
