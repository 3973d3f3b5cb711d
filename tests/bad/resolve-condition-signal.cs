lock m
condition c(m)
with c {
    c.signal()
    c.broadcast()
}
