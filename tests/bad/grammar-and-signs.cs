let a = true
let b = false
if a && !b || b {
    print("so")
}
