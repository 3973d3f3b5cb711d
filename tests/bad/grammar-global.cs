var n = 0
func f() {
    global n
    n = 1
}
