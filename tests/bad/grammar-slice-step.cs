let xs = [1, 2, 3]
print(xs[::-1], xs[0:3:2])
print("abc"[::2])
let m = [1: 2]
