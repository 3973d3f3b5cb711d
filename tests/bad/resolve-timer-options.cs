func f() { }
let t = timer(1s, f, repeat: true)
timer u(f)
