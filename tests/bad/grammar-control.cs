print("a")

