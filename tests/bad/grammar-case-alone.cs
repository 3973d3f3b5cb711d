case q.get() {
    print("x")
}
