var n = 1
if n > 1 {
    print("many")
} elif n == 1 {
    print("one")
}
