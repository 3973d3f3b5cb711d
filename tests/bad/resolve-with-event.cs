event e
with e { print("set") }
