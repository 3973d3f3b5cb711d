let xs = sorted([2, 1], key: lambda x: -x)
print(xs)
