loop 3 {
    print("x")
}
