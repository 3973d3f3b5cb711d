for k, k in [[1, 2]] { print(k) }
let a, a = [1, 2]
