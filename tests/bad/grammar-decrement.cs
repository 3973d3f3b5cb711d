var x = 2
x--
print(x)
