let x = 3
func = 4
