event e
e.wait(2s)
condition c
with c { c.wait(1.5) }
