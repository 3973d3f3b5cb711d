func f() {
    print("a"
}
f()
