lock m { print("held") }
queue r = queue(10)
