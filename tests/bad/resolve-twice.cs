let total = 1
let total = 2
func total() { return 3 }
