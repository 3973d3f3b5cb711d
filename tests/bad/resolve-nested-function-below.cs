func outer() {
    inner()
    func inner() { print("inner") }
}
outer()
