func area(w, h) { return w * h }
print(area(w = 1, h = 2))
