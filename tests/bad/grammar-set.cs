let s = {1, 2, 3}
let t = {1}
