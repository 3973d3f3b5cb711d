let x = nil
if x is nil {
    print("none")
}
