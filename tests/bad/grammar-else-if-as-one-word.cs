let x = 1
if x > 0 {
    print("a")
} elseif x < 0 {
    print("b")
}
