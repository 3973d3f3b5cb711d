func area(w, h) { return w * h }
print(area(2))
print(area(h: 3))
