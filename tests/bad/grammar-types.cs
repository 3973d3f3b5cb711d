let x: int = 3
func f(a: int, b) { return a }
