queue q
select {
    case v = q.get() { print(v) }
    after 2s { print("late") }
    else { print("none") }
}
