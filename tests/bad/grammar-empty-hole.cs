print("a {} b")
