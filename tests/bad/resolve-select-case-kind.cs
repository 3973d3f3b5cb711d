queue q
condition c
barrier b(2)
select {
    case q.size() { print("size") }
    case c.wait() { print("woken") }
    case b.wait() { print("passed") }
}
