func f(x) {
    retrun x
}
raise value("x")
