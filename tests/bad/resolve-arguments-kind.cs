thread car(name, speed = 1) { print("{name} {speed}") }
car().start()
car("MINI", colour: "red").start()
car("MINI", daemon: true, name: "m").start()
