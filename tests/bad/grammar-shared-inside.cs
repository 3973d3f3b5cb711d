func f() {
    shared var x = 1
    invariant "x": x > 0
}
