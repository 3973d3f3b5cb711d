print("one"
let x = 1
print(x)
