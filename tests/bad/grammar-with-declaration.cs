with lock l { print("x") }
