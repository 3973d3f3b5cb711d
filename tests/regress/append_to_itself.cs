# s += s, where the string has to grow.
var s = "abcdefghijklmnopqrst"
for i in 0..6 {
    s += s
}
assert len(s) == 20 * 64
assert s[-20:] == "abcdefghijklmnopqrst"
