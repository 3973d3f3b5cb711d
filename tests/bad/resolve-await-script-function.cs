var ready = false
func is_ready() { return ready }
await is_ready()
