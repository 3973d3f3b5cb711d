# Floats: IEEE doubles that print as in Python.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

let inf = float("inf")
let nan = float("nan")

# printing: the shortest digits that read back as the same number
assert str(1.0) == "1.0" and str(-0.0) == "-0.0" and str(0.1) == "0.1"
assert str(0.1 + 0.2) == "0.30000000000000004"
assert str(2e9) == "2000000000.0"
assert str(1e15) == "1000000000000000.0" and str(1e16) == "1e+16"
assert str(123456789012345680.0) == "1.2345678901234568e+17"
assert str(0.0001) == "0.0001" and str(0.00001) == "1e-05"
assert str(1.5e-7) == "1.5e-07" and str(1e100) == "1e+100" and str(5e-324) == "5e-324"
assert str(1.7976931348623157e308) == "1.7976931348623157e+308"
assert str(100.0 / 3) == "33.333333333333336"
assert str(inf) == "inf" and str(-inf) == "-inf" and str(nan) == "nan"
assert repr(1.0) == "1.0"

# arithmetic, ints with floats too
assert 1 + 0.5 == 1.5 and 0.5 + 1 == 1.5 and 3 * 0.5 == 1.5 and 1 - 0.25 == 0.75
assert type(1 + 1.0) == "float" and type(2 * 1.0) == "float"
assert 7.5 // 2 == 3.0 and -7.5 // 2 == -4.0 and type(7.5 // 2) == "float"
assert 7.5 % 2 == 1.5 and -7.5 % 2 == 0.5 and 7.5 % -2 == -0.5
assert 2 ** 0.5 == 1.4142135623730951
assert 2.0 ** 3 == 8.0 and type(2.0 ** 3) == "float"
assert -2.0 ** 2 == -4.0
assert 1e308 * 10 == inf
assert 6 / 3 == 2.0

# division by zero raises for floats too
assert kind_of(func() => 1.0 / 0) == "zero_division"
assert kind_of(func() => 1 / 0.0) == "zero_division"
assert kind_of(func() => 1.0 // 0.0) == "zero_division"
assert kind_of(func() => 1.0 % 0) == "zero_division"
assert kind_of(func() => 0.0 ** -1) == "zero_division"

# comparing with ints is exact
assert 1 == 1.0 and not (1 != 1.0) and 1 < 1.5 and 1.5 < 2 and 2 >= 2.0
assert 9007199254740993 != 9007199254740992.0
assert 9007199254740993 > 9007199254740992.0
assert 9223372036854775807 < 9223372036854775808.0
assert 0.0 == -0.0
assert inf > 9223372036854775807 and -inf < -9223372036854775808

# nan is equal to nothing, itself included
assert nan != nan and not (nan == nan)
assert not (nan < 1) and not (nan > 1) and not (nan <= nan)
assert bool(nan)
assert kind_of(func() => {nan: 1}) in ["value", "type"]

# rounding: half to even
assert round(2.5) == 2 and round(3.5) == 4 and round(-2.5) == -2 and round(0.5) == 0 and round(1.5) == 2
assert type(round(2.5)) == "int"
assert round(2.675, 2) == 2.67 and round(3.14159, 3) == 3.142
assert type(round(2.0, 1)) == "float"
assert round(7) == 7
assert kind_of(func() => round(inf)) == "overflow"
assert kind_of(func() => round(nan)) == "value"

# conversions
assert float("1.5") == 1.5 and float("-2e3") == -2000.0 and float(3) == 3.0 and float("7") == 7.0
assert float(" 1.5 ") == 1.5
assert kind_of(func() => float("abc")) == "value"
assert kind_of(func() => float("")) == "value"
assert kind_of(func() => float(nil)) == "type"
assert abs(-1.5) == 1.5 and abs(-0.0) == 0.0
assert min(1, 0.5) == 0.5 and max(2, 2.0) == 2
assert type(max(2, 2.0)) == "int"            # the first of equals
assert kind_of(func() => 1.5 + "a") == "type"
assert kind_of(func() => 1.5 + true) == "type"
assert kind_of(func() => 1.5 + 1s) == "type"
print("ok floats")
