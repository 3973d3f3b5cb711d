let twice = func(x) { return 2 * x }
print(twice(1, 2))
