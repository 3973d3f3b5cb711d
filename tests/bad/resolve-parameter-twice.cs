func area(w, w) { return w * w }
print(area(2, 3))
