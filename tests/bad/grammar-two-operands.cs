let x = 1 2
let y = foo bar
