thread select {
    print("x")
}
