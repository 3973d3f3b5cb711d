func f {
    print("f")
}
