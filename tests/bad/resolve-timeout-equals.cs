queue q(10)
q.get(timeout=1)
