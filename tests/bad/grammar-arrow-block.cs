let f = func(x) => { return x }
let g = func(x) => { x + 1 }
