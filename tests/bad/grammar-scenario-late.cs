print("x")
scenario { seed: 1 }
