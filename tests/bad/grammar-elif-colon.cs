let x = 1
if x > 0:
    print("a")
elif x < 0:
    print("b")
else:
    print("c")
print("done" 1)
