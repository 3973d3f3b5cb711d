var x = 1
while x > 0 and x = 1 { x = 0 }
