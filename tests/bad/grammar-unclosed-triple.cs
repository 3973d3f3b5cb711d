print("""one
two
