# Integers: literals, the operators of Python, and overflow instead of wrapping.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

let most = 9223372036854775807
let least = -9223372036854775808

# literals
assert 1_000_000 == 1000000
assert 0xff == 255 and 0xFF == 255 and 0b101 == 5
assert 0x7fff_ffff_ffff_ffff == most
assert least == -most - 1
assert str(least) == "-9223372036854775808"
assert type(1) == "int" and type(0xff) == "int"

# precedence: ** before unary minus, and to the right
assert -2 ** 2 == -4
assert (-2) ** 2 == 4
assert 2 ** 3 ** 2 == 512
assert 2 ** -1 == 0.5
assert type(2 ** -1) == "float"
assert 2 ** 0 == 1 and 0 ** 0 == 1
assert 8 ** 20 == 1152921504606846976
assert -3 - -3 == 0
assert - -3 == 3
assert 2 + 3 * 4 == 14 and (2 + 3) * 4 == 20
assert 10 - 4 - 3 == 3
assert 100 // 10 // 2 == 5
assert 2 * 3 % 4 == 2
assert ~0 == -1 and ~5 == -6 and -~5 == 6

# floor division and modulo: the modulo has the sign of the divisor
assert 7 // 2 == 3 and -7 // 2 == -4 and 7 // -2 == -4 and -7 // -2 == 3
assert 7 % 3 == 1 and -7 % 3 == 2 and 7 % -3 == -2 and -7 % -3 == -1
assert 6 % 3 == 0 and -6 % 3 == 0
for a in [-7, -1, 0, 1, 6, 7] {
    for b in [-3, -2, -1, 1, 2, 3] {
        assert (a // b) * b + a % b == a, "{a} and {b}"
    }
}
assert 7 / 2 == 3.5 and type(6 / 2) == "float"
assert least % -1 == 0

# bits
assert 0b1100 & 0b1010 == 0b1000
assert (0b1100 | 0b1010) == 0b1110 and (0b1100 ^ 0b1010) == 0b0110
assert 1 | 2 ^ 3 & 1 == 3                    # & before ^ before |
assert 1 << 4 == 16 and 256 >> 4 == 16 and -1 >> 10 == -1 and -8 >> 1 == -4
assert 1 << 62 == 4611686018427387904
assert 0 << 100 == 0 and 1 >> 100 == 0 and -1 >> 100 == -1
assert -1 << 63 == least
assert -1 & 0xff == 255
assert 1 << 2 + 1 == 8                       # + before <<

# what does not fit raises overflow
assert kind_of(func() => most + 1) == "overflow"
assert kind_of(func() => least - 1) == "overflow"
assert kind_of(func() => most * 2) == "overflow"
assert kind_of(func() => least * -1) == "overflow"
assert kind_of(func() => -least) == "overflow"
assert kind_of(func() => abs(least)) == "overflow"
assert kind_of(func() => least // -1) == "overflow"
assert kind_of(func() => 2 ** 63) == "overflow"
assert kind_of(func() => 10 ** 19) == "overflow"
assert kind_of(func() => 1 << 63) == "overflow"
assert kind_of(func() => 1 << 64) == "overflow"
assert kind_of(func() => 3 << 62) == "overflow"
assert (-2) ** 63 == least
assert kind_of(func() => (-2) ** 64) == "overflow"
var n = most
assert kind_of(func() { n += 1 }) == "overflow"
assert n == most

# division by zero
assert kind_of(func() => 1 / 0) == "zero_division"
assert kind_of(func() => 1 // 0) == "zero_division"
assert kind_of(func() => 1 % 0) == "zero_division"
assert kind_of(func() => 0 ** -1) == "zero_division"
assert kind_of(func() => 1 << -1) == "value"
assert kind_of(func() => 1 >> -1) == "value"

# unlike types
assert kind_of(func() => 1 + "a") == "type"
assert kind_of(func() => "a" + 1) == "type"
assert kind_of(func() => 1 + nil) == "type"
assert kind_of(func() => 1 + true) == "type"
assert kind_of(func() => true + true) == "type"
assert kind_of(func() => -"a") == "type"
assert kind_of(func() => -true) == "type"
assert kind_of(func() => ~1.5) == "type"
assert kind_of(func() => 1.5 & 1) == "type"
assert kind_of(func() => 1 << 1.0) == "type"

# augmented assignment
var x = 7
x += 3
assert x == 10
x -= 1
assert x == 9
x *= 2
assert x == 18
x //= 4
assert x == 4
x **= 3
assert x == 64
x %= 10
assert x == 4
x <<= 3
assert x == 32
x >>= 1
assert x == 16
x |= 3
assert x == 19
x &= 6
assert x == 2
x ^= 7
assert x == 5
x /= 2
assert x == 2.5

# conversions
assert int("42") == 42 and int("-42") == -42 and int("+7") == 7 and int(" 42 ") == 42
assert int(2.9) == 2 and int(-2.9) == -2 and int(true) == 1 and int(false) == 0
assert int(str(least)) == least
assert kind_of(func() => int("forty")) == "value"
assert kind_of(func() => int("")) == "value"
assert kind_of(func() => int("1.5")) == "value"
assert kind_of(func() => int("9223372036854775808")) == "overflow"
assert kind_of(func() => int(1e19)) == "overflow"
assert kind_of(func() => int(float("inf"))) == "overflow"
assert kind_of(func() => int(float("nan"))) == "value"
assert kind_of(func() => int(nil)) == "type"
assert kind_of(func() => int([1])) == "type"
print("ok ints")
