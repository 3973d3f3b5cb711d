thread a, b { print("both") }
lock m1, m2
