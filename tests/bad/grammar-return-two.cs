func both(a, b) {
    return a, b
}
