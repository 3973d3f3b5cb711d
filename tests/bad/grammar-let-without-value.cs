let x
var y
var z = 1
