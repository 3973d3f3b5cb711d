let name = "ann"
print("hello {nmae}, {len(nmae)} and {namee}")
