func f() { return 1 }
select {
    case f() { print("f") }
    case v = len([1]) { print(v) }
}
