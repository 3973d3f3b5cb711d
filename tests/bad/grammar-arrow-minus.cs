func f(x) -> int {
    return x
}
