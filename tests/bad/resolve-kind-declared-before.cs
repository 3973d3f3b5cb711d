car mini("MINI")
mini.start()

thread car(name) { print(name) }
