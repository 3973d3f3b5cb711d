let x = 3 – 1
let y = 2 × 3
let z = x ≤ y
