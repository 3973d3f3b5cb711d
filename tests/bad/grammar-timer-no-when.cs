timer t 1s { print("x") }
