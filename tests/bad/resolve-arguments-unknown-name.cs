func area(width, height) { return width * height }
print(area(1, hieght: 2))
