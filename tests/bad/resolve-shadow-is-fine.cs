let print_it = 1
func f(n) {
    var n = n + 1
    let len = 3
    return n + len + nothing
}
print(f(1))
