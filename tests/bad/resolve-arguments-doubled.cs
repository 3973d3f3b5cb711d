func area(w, h) { return w * h }
print(area(1, 2, w: 3))
