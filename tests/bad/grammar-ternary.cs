let x = true
let y = x ? 1 : 2
