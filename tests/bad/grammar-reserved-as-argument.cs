f(in: 3)
