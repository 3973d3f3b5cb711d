let x = 1.5ns
let y = 1e3s
let z = 0.0005us
