let x = 12abc
let y = 5min
let z = 3sec
