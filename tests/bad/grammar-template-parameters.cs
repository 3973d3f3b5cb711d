thread t(1, 2) {
    print("x")
}
