func nothing() {
    pass
}
