func f() { }
let p = process(f)
