let x = 1
print("x is {x +} and {x y}")
print("x is {x:>}" 3)
