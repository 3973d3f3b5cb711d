print("aÿ")
