func f(): int {
    return 1
}
