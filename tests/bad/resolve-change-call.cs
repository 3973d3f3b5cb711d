func numbers() { return [3, 1, 2] }
numbers().sort()
[3, 1, 2].reverse()
numbers().append(4)
