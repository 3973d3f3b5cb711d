let = 1
print(2 +)
if { f() }
let ok = 1
while true { x = }
func () { }
print("still here" 3)
