var x = 1
eventually x == 2
