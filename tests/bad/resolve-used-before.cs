func show() { print(total) }
show()
var total = 0
print(total)
