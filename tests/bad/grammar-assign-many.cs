let a = 1, 2
var b, c = 1, 2, 3
b, c += 1
