queue q
select {
    case v = q.get() { print(v) }
    default { }
}
