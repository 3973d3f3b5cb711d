func greet(name) { print(name) }
thread t = greet()
thread u = greet("bob", "ann")
