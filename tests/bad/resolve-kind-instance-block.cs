thread car(name) { print(name) }
car mini { print("mini") }
