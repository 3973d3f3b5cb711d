channel c
c.put(1)
