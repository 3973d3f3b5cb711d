let xs = [1, 2, 3]
let total = summ(xs)
print(total)
