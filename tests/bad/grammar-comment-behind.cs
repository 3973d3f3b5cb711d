var n = 1 // this is n
n += 1 // one more, again
print(n // 2, n)
