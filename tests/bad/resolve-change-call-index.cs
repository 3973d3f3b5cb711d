func numbers() { return [3, 1, 2] }
numbers()[0] = 5
