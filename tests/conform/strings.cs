# Strings: immutable UTF-8, indexed and measured in code points.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# escapes
assert len("\n\t\r\a\b\f\v\\\"\'\e\0") == 12
assert "\33" == "\033" and "\33" == "\x1b" and "\33" == "\e" and ord("\33") == 27
assert "\u4f60" == "你" and "\u{1f6a6}" == "🚦" and "\x41" == "A" and "\101" == "A"
assert ord("\0") == 0 and len("a\0b") == 3 and "a\0b" != "a\0c"
assert "it's" == 'it\'s' and 'say "hi"' == "say \"hi\""
assert "\12" == "\n" and "\1234" == "S4"     # octal: three digits at most
assert """two
lines""" == "two\nlines"
assert """a "quoted" word""" == "a \"quoted\" word"

# length and index in code points
assert len("") == 0 and len("你好") == 2 and len("🚦x") == 2
assert "你好"[1] == "好" and "🚦x"[1] == "x" and "abc"[-1] == "c" and "abc"[0] == "a"
assert kind_of(func() => "abc"[3]) == "index"
assert kind_of(func() => "abc"[-4]) == "index"
assert kind_of(func() => ""[0]) == "index"
assert kind_of(func() => "abc"["a"]) == "type"
assert kind_of(func() => "abc"[1.0]) == "type"

# slices never raise
assert "hello"[1:3] == "el" and "hello"[:2] == "he" and "hello"[3:] == "lo" and "hello"[:] == "hello"
assert "hello"[-3:] == "llo" and "hello"[:-1] == "hell" and "hello"[2:2] == "" and "hello"[3:1] == ""
assert "hello"[10:] == "" and "hello"[-10:2] == "he" and "hello"[1:100] == "ello" and "hello"[:-10] == ""
assert "日本語"[1:] == "本語" and "日本語"[-1:] == "語"

# a string cannot change
var s = "abc"
assert kind_of(func() { s[0] = "x" }) == "type"
assert s == "abc"

# operators
assert "ab" + "cd" == "abcd" and "ab" * 3 == "ababab" and 2 * "ab" == "abab" and "ab" * 0 == "" and "ab" * -1 == ""
assert "a" < "b" and "a" < "ab" and "Z" < "a" and "" < "a" and "z" < "ä" and "ä" < "你" and "你" < "🚦"
assert "b" in "abc" and "bc" in "abc" and "" in "abc" and "ac" not in "abc" and not (1 in "abc")
assert "1" != 1 and "a" == 'a'
assert kind_of(func() => "a" < 1) == "type"
assert kind_of(func() => "a" * 1.5) == "type"
assert kind_of(func() => "a" - "a") == "type"
assert kind_of(func() => "a" + nil) == "type"

# iteration
var letters = []
for c in "a你🚦" {
    letters.append(c)
}
assert letters == ["a", "你", "🚦"]
assert list("abc") == ["a", "b", "c"] and list("") == []

# methods
assert "Hello".upper() == "HELLO" and "Hello".lower() == "hello" and "Äé".lower() == "äé" and "äé".upper() == "ÄÉ"
assert "  x \n".strip() == "x" and "  x ".lstrip() == "x " and "  x ".rstrip() == "  x"
assert "xxhixx".strip("x") == "hi" and "abcba".lstrip("ab") == "cba" and "abcba".rstrip("ab") == "abc"
assert "123".isdigit() and not "".isdigit() and not "12a".isdigit() and not "-1".isdigit()
assert "a,b,,c".split(",") == ["a", "b", "", "c"] and "".split(",") == [""] and "a--b".split("--") == ["a", "b"]
assert "  a  b\tc\n".split() == ["a", "b", "c"] and "".split() == [] and "   ".split() == []
assert "a,b,c".split(",", 1) == ["a", "b,c"]
assert kind_of(func() => "abc".split("")) == "value"
assert ", ".join(["a", "b", "c"]) == "a, b, c" and "".join([]) == "" and "-".join(["x"]) == "x" and ",".join("abc") == "a,b,c"
assert kind_of(func() => ",".join([1, 2])) == "type"
assert "banana".replace("a", "o") == "bonono" and "banana".replace("x", "o") == "banana" and "aaa".replace("aa", "b") == "ba"
assert "banana".replace("a", "", 2) == "bnna" and "ab".replace("", "-") == "-a-b-"
assert "banana".find("an") == 1 and "banana".find("x") == -1 and "你好吗".find("吗") == 2 and "abc".find("") == 0
assert "banana".starts_with("ban") and not "banana".starts_with("an") and "x".starts_with("")
assert "banana".ends_with("na") and not "banana".ends_with("ban") and "x".ends_with("")
assert not "a".starts_with("abc")

# the numbers behind
assert ord("A") == 65 and chr(65) == "A" and ord("你") == 0x4f60 and chr(0x1f6a6) == "🚦" and chr(0) == "\0"
assert kind_of(func() => ord("ab")) in ["type", "value"]
assert kind_of(func() => ord("")) in ["type", "value"]
assert kind_of(func() => chr(-1)) == "value"
assert kind_of(func() => chr(0x110000)) == "value"
assert kind_of(func() => chr(0xd800)) == "value"

# str and repr
assert str("a") == "a" and str(1) == "1" and str(nil) == "nil" and str(true) == "true" and str([1, "a"]) == "[1, 'a']"
assert repr("a") == "'a'" and repr("it's") == "\"it's\"" and repr("a\n") == "'a\\n'" and repr('"') == "'\"'"
assert repr("你") == "'你'" and repr("\\") == "'\\\\'"
print("ok strings")
