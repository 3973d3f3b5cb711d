# Text is UTF-8, counted in code points.
let s = "naïve café 你好 🚦"
assert len(s) == 15 and s[2] == "ï" and s[-1] == "🚦" and s[11:13] == "你好" and s.find("🚦") == 14
assert s.upper() == "NAÏVE CAFÉ 你好 🚦" and "ÀÉÎ".lower() == "àéî"
assert s.split() == ["naïve", "café", "你好", "🚦"] and "你-好".split("-") == ["你", "好"] and "→".join(["a", "b"]) == "a→b"
assert s.replace("🚦", "!") == "naïve café 你好 !" and s.starts_with("naï") and s.ends_with("🚦")
assert "e\u0301" != "é" and len("e\u0301") == 2              # code points, not what is seen
assert [ord(c) for c in "aé你🚦"] == [97, 233, 20320, 128678] and "".join([chr(n) for n in [97, 233, 20320, 128678]]) == "aé你🚦"
assert "\u00e9" == "é" and "\u{e9}" == "é" and "\xe9" == "é"
assert sorted(["é", "z", "a", "你"]) == ["a", "z", "é", "你"] and "z" < "é" < "你" < "🚦"
assert {"é": 1}["é"] == 1 and "é" in "café" and "e" not in "é"
assert list("é你") == ["é", "你"] and "é" * 3 == "ééé" and "你" + "好" == "你好"
assert repr("é🚦") == "'é🚦'" and str(["你"]) == "['你']"
assert "{"你":>4}" == "   你" and "{"é":é^5}" == "ééééé"
assert " \u3000x\u00a0 ".strip() == "x" and "\u3000".split() == []       # white space of all scripts
assert "👨‍👩‍👧"[0] == "👨" and len("👨‍👩‍👧") == 5
let 变量 = 1
let naïve = 变量 + 1
func größer(ä, ö) { return ä > ö }
assert naïve == 2 and größer(ä: 2, ö: 1)
var long_text = ""
for i in 0..300 { long_text += "你é🚦x" }
assert len(long_text) == 1200 and long_text[599] == "x" and long_text[1198] == "🚦" and long_text[400:404] == "你é🚦x" and long_text.find("x🚦") == -1
print("ok unicode")
