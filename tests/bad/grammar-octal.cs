let x = 0o17
let y = 017
let z = 0xfg
let w = 0b12
