let x = 1
assert(x > 0, "text")
