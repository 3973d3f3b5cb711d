func f() { }
let p = process()
let q = process(target: f)
print(p.exit_code, q.pid())
