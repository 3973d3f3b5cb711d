go func() { print("x") }()
print("on")
