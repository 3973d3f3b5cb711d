pipe a, b
a.send(1)
print(b.recv())
