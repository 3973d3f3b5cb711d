let o = {a: 1}
let p = {"a": 1}
print(p.a)
var q = p
q.b = 2
