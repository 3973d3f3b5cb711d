@synchronized
func f() { return 1 }
