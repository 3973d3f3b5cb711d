let f = (x) => x + 1
let g = x => x + 1
let xs = sorted([1, 2], key: x => -x)
func h(f = x => 1) { }
