queue q
select {
    case v = q.get(timeout: 2s) { print(v) }
}
