shared total = 0
shared let x = 1
shared var y
shared lock l
shared var z = 5
