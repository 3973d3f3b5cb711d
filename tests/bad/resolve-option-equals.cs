event e(set = true)
