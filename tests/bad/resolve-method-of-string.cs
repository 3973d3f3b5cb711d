print("abc".startswith("a"), "abc".trim(), "abc".length())
