let limit = 10
print(limt)
print(limt + 1)
