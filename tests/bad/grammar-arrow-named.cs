func f(x) => x + 1
print(f(1))
func g(x) {
    return x
}
