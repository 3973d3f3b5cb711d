queue q
q = queue(10)
