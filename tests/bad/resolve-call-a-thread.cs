thread t { print("t") }
t()
