let name = "bob"
print(f"hello {name}")
