queue q
q.get(block: false)
q.put(1, false)
