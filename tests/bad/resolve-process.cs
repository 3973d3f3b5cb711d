process p
process q after 1s { print("late") }
process worker(id) { print(id) }
worker(1, 2).start()
