let twice = lambda x: x * 2
print(twice(2))
