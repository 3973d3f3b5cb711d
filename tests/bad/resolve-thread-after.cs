thread t after 1s { print("late") }
