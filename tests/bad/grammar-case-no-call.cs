queue q
select {
    case q { print("x") }
}
