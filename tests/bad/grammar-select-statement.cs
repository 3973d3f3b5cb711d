queue q
select {
    print("x")
    case v = q.get() { print(v) }
}
