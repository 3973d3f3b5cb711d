queue q
select {
    case v = q.get() if v > 3 { print(v) }
}
