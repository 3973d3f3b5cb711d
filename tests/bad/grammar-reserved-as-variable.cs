let in = 3
var loop = 4
loop = 5
