var n = 1
if n > 1 { } elif (n == 1) { }
if n > 1 { } elif false { }
if n > 1 { } elif -n == 1 { }
func elif(x) { }
elif(1)
if n is nil { }
if n is not nil { }
