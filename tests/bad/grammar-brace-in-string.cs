print("a } b")
