func retry(f, attempts: 6, base: 100ms) { }
func other(x: int) { }
func g(flag: true) { }
