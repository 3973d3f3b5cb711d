let name = input("name? ")
print(name)
