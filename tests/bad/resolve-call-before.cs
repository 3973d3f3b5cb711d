greet("bob")

func greet(name) { print("hello {name}") }
