let a = "a { b"
let b = 'it's'
print(1， 2)
let c​ = 1
println!("x")
let d = 0…3
select {
    case v := <-q { print(v) }
    case q.get() => print(1)
}
let e = <-q
let g = a AND b
let h = a xor b
