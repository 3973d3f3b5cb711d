let x = .5
let y = 1.
let z = 2
