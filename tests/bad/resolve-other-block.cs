if len(args) > 0 {
    let first = args[0]
}
print(first)
