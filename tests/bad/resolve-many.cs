print(a1)
print(a2)
print(a3)
let a4 = a4 + 1
a5 += 1
a6.append(1)
print(a7.b, a8[0], a9())
