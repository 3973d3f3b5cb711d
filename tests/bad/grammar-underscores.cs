let x = 1_000_
let y = 1__0
