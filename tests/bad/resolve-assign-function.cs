func f() { }
f = 5
print = f
