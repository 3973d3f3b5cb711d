var n = 3
if n > 0:
    print("yes")
else:
    print("no")
