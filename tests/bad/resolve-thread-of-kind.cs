thread car(name) { print(name) }
thread mini = car("MINI")
