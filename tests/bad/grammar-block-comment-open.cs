/* never closed
print("x")
