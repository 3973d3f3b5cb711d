thread t { print("t") }
t.run()
