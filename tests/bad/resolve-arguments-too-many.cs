func area(w, h = 1) { return w * h }
print(area(1, 2, 3))
