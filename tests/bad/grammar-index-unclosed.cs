let x = xs[1
let y = 2
