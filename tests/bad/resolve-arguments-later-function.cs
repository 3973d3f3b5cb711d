func first() { return second(1) }
func second(a, b) { return a + b }
print(first())
