# Interpolation and Python's format specifications.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

let n = 42
let x = 3.14159
let word = "abc"

# holes
assert "{n}" == "42" and "a{n}b{n}c" == "a42b42c" and '{n}' == "42"
assert "{{n}}" == "\x7bn\x7d" and "{{{n}}}" == "\x7b42\x7d"
assert len("{{") == 1 and len("}}") == 1
assert "{n + 1}" == "43" and "{[i for i in 0..3]}" == "[0, 1, 2]"
let m = {"k": [1, 2], "q": "x:y"}
assert "{m["k"]}" == "[1, 2]" and "{m['k'][1]}" == "2" and '{m["q"]}' == "x:y"
assert "{"inner {n}"}" == "inner 42"
assert "{m["k"][0:1]}" == "[1]"              # a colon inside brackets begins no format
assert "{ {"a": 1}["a"] }" == "1"
assert "{"yes" if n > 1 else "no"}" == "yes"
assert "{nil} {true} {1.0} {2s} {"s"} {["s"]}" == "nil true 1.0 2s s ['s']"
assert """{n}
{word}""" == "42\nabc"

# width, alignment, fill
assert "{n:5}|" == "   42|" and "{word:5}|" == "abc  |" and "{n:<5}|" == "42   |" and "{word:>5}|" == "  abc|"
assert "{word:^7}|" == "  abc  |" and "{word:^6}|" == " abc  |" and "{word:*^9}" == "***abc***" and "{n:*>5}" == "***42"
assert "{word:2}" == "abc" and "{"你":>3}" == "  你" and "{word:你<5}" == "abc你你"
assert "{-5:=5}" == "-   5" and "{-5:0=5}" == "-0005"

# ints
assert "{n:d}" == "42" and "{255:x}" == "ff" and "{-255:x}" == "-ff" and "{5:b}" == "101" and "{5:08b}" == "00000101"
assert "{5:+d}" == "+5" and "{-5:+d}" == "-5" and "{5: d}" == " 5" and "{5:-d}" == "5"
assert "{5:03}" == "005" and "{-5:05d}" == "-0005" and "{5:+04d}" == "+005"
assert "{1234567:,}" == "1,234,567" and "{-1234567:,d}" == "-1,234,567" and "{123:,}" == "123" and "{1234567:12,}" == "   1,234,567"
assert "{-9223372036854775808:,}" == "-9,223,372,036,854,775,808"
assert "{5:.2f}" == "5.00" and "{5:%}" == "500.000000%"

# floats
assert "{x:.2f}" == "3.14" and "{x:.0f}" == "3" and "{x:8.3f}|" == "   3.142|" and "{x:<8.2f}|" == "3.14    |" and "{x:f}" == "3.141590"
assert "{x:+.1f}" == "+3.1" and "{-x:08.2f}" == "-0003.14" and "{2.5:.0f}" == "2" and "{3.5:.0f}" == "4"
assert "{12345.678:e}" == "1.234568e+04" and "{12345.678:.1e}" == "1.2e+04" and "{0.0:e}" == "0.000000e+00"
assert "{1e10:g}" == "1e+10" and "{0.0001:g}" == "0.0001" and "{100000.0:g}" == "100000" and "{1234567.0:g}" == "1.23457e+06" and "{x:.3g}" == "3.14"
assert "{0.5:%}" == "50.000000%" and "{0.5:.0%}" == "50%" and "{1.234:.1%}" == "123.4%"
assert "{1234567.891:,.2f}" == "1,234,567.89" and "{1234.5:,}" == "1,234.5"
assert "{1.5}" == "1.5" and "{1.5:6}|" == "   1.5|" and "{1e20:.0f}" == "100000000000000000000"
assert "{x:.3}" == "3.14"
assert "{float("inf"):.1f}" == "inf" and "{float("nan"):5.1f}" == "  nan"

# strings
assert "{word:s}" == "abc" and "{word:.2}" == "ab" and "{word:5.1}|" == "a    |" and "{word:.2s}" == "ab" and "{"你好":.1}" == "你"

# durations format as their seconds
assert "{1500ms:.1f}" == "1.5" and "{2s:.0f}" == "2" and "{90s:,.2f}" == "90.00" and "{1500ms:8.2f}|" == "    1.50|"

# what does not go together
assert kind_of(func() => "{word:d}") in ["value", "type"]
assert kind_of(func() => "{x:d}") in ["value", "type"]
assert kind_of(func() => "{x:x}") in ["value", "type"]
assert kind_of(func() => "{n:s}") in ["value", "type"]
assert kind_of(func() => "{word:.2f}") in ["value", "type"]
assert kind_of(func() => "{[1]:5.2f}") in ["value", "type"]
print("ok formats")
