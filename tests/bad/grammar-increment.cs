var x = 0
x++
