select {
    case nil { print("never") }
    else { print("else") }
}
