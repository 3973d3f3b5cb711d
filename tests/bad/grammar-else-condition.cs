if x > 1 {
    print("a")
} else x > 0 {
    print("b")
}
