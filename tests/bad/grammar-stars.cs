f(*xs)
func g(*xs) { }
