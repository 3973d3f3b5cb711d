func f(a, b = c) { return a + b }
print(f(1))
