try {
    print("x")
} catch {
    print("y")
}
