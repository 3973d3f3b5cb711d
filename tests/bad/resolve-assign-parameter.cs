func half(n) {
    n = n // 2
    return n
}
print(half(4))
