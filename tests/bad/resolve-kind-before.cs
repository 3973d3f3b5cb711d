car("MINI").start()

thread car(name) { print(name) }
