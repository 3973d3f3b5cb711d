let x = 1
let y = 2 if x > 0
print(x) if x > 0
