timer t(n) { print(n) }
