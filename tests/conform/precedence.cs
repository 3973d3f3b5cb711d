# Which operator binds tighter.
assert 2 + 3 * 4 ** 2 == 50 and (2 + 3) * 4 == 20
assert -3 ** 2 == -9 and 2 ** -2 == 0.25 and -2 ** -2 == -0.25 and - -2 ** 2 == 4 and ~1 ** 2 == -2
assert 10 - 2 - 3 == 5 and 100 / 10 / 2 == 5.0 and 2 ** 2 ** 3 == 256 and 7 % 4 * 2 == 6 and 8 // 3 * 2 == 4
assert 1 << 1 + 1 == 4 and (1 << 1) + 1 == 3
assert 6 & 3 + 1 == 4 and 1 | 2 & 3 ^ 1 == 3
assert 5 & 6 == 4                            # & binds tighter than ==, other than in C
assert 1 | 2 == 3 and 4 ^ 1 == 5
assert not (1 < 2 == true)                   # a chain: 1 < 2 and 2 == true
assert not 1 == 2 and not (1 == 1 and 1 == 2)
assert (not false) == true
assert (true or true and false) and not ((true or true) and false)
assert (1 if true else 2) + 1 == 2 and (1 if true else 2 + 1) == 1
assert [1 if false else 2 if false else 3] == [3]
assert 1 + 1 in [2] and not 1 in [2] and 1 not in [2] and "a" + "b" in ["ab"]
assert list(1 + 1..2 * 3) == [2, 3, 4, 5] and 3 in 1..5 and len(0..3) == 3
assert 1 << 2 == 4 and list(0..(1 << 2)) == [0, 1, 2, 3]
assert -[1, 2][0] == -1 and -"abc".find("c") == -2 and not [].copy()
assert 2 * [1][0] + 3 == 5 and -2 .. 0 == -2..0
let f = func(x) => x + 1
assert f(1) * 2 == 4 and -f(1) == -2 and f(1) ** 2 == 4 and [f][0](1) == 2 and f(f(1)) == 3
let g = func(x) => x if x > 0 else -x
assert g(-3) == 3 and g(2) == 2
let h = func(x) => func(y) => x - y
assert h(5)(3) == 2
assert 1s * 2 + 500ms == 2.5s and 4s / 2s == 2.0 and -1s + 2s == 1s
assert 0.5 + 1 == 1.5 and 1e3 == 1000
print("ok precedence")
