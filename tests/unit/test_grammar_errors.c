/* What is said about texts that are wrong: the place and the words of every error, and the hint. Also that the parser goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "grammar/ast.h"

typedef struct example {
    const char *text, *messages; /* `LINE:COLUMN message` and `hint: …`, a line each */
} example;

static const example examples[] = {
    {"try { f() } catch timeout", "1:26 expected `{` or `,` after `timeout`, found the end of the file\n"},
    {"let n = 1 // set n", "1:11 a comment begins with `#`\n"
                           "hint: write `# …`\n"},
    {"let x = 1\n    + 2\n", "2:5 a statement cannot begin with `+`\n"
                             "hint: put `+` at the end of the line before\n"},
    {"let a = true\nlet b = false\nif a && !b || b {\n    print(\"so\")\n}\n", "3:6 there is no `&&`\n"
                                                                               "hint: write `and`\n"
                                                                               "3:9 there is no `!`\n"
                                                                               "hint: write `not`\n"
                                                                               "3:12 there is no `||`\n"
                                                                               "hint: write `or`\n"},
    {"let f = func(x) => { return x }\nlet g = func(x) => { x + 1 }\n",
     "1:22 a statement cannot stand behind `=>`\n"
     "hint: a function with a block is written without the arrow: `func(x) { … }`\n"
     "2:28 expected `:` and a value after this key\n"
     "hint: a function with a block is written without the arrow: `func(x) { … }`\n"},
    {"func f(x) -> int {\n    return x\n}\n",
     "1:11 there is no `->`\n"
     "hint: write `func f(x) { … }`, `func(x) => x + 1`, or, in a select, `case v = q.get() { … }`\n"},
    {"let x = 1\nassert(x > 0, \"text\")\n", "2:7 `assert` takes no brackets around both parts\n"
                                             "hint: write `assert x > 0, \"text\"`\n"},
    {"a = b = 3\n", "1:7 a statement sets one value\n"
                    "hint: give each variable its value in a statement of its own\n"},
    {"let a = 1, 2\nvar b, c = 1, 2, 3\nb, c += 1\n", "1:9 one name is given several values\n"
                                                      "hint: for a list write `[1, 2]`\n"
                                                      "2:12 2 names but 3 values\n"
                                                      "3:1 `+=` takes one variable\n"
                                                      "hint: change one variable at a time\n"},
    {"f() = 3\n1 = 2\na == b = 3\n", "1:1 cannot assign to what a call gives back\n"
                                     "hint: the left side is a variable, an item such as `xs[0]`, or a property such as `t.name`\n"
                                     "2:1 cannot assign to a constant\n"
                                     "hint: the left side is a variable, an item such as `xs[0]`, or a property such as `t.name`\n"
                                     "3:1 cannot assign to a comparison\n"
                                     "hint: the left side is a variable, an item such as `xs[0]`, or a property such as `t.name`\n"},
    {"var n = 0\nawait n = 3\n", "2:9 `=` sets a variable; it does not compare\n"
                                 "hint: write `==`\n"},
    {"await\n", "1:6 expected an expression after `await`, found the end of the line\n"},
    {"let x = 1 + \\\n    2\n", "1:13 the character \\ has no meaning here\n"
                                "hint: a line goes on by itself after an operator, after a comma, and inside ( ) and [ ]\n"},
    {"print(\"\\x1\")\nprint(\"\\u12\")\nprint(\"\\u{110000}\")\nprint(\"\\ud800\")\n",
     "1:8 `\\x` needs two hexadecimal digits\n"
     "hint: write `\\x1b`\n"
     "2:8 `\\u` needs four hexadecimal digits, or any in braces\n"
     "hint: write `\\u4f60` or `\\u{1f6a6}`\n"
     "3:8 there is no such character\n"
     "hint: characters go up to `\\u{10ffff}`, without d800 to dfff\n"
     "4:8 there is no such character\n"
     "hint: characters go up to `\\u{10ffff}`, without d800 to dfff\n"},
    {"let x = .5\nlet y = 1.\nlet z = 2\n", "1:9 a number needs a digit before its point\n"
                                            "hint: write `0.5`\n"
                                            "2:9 a number needs a digit behind its point\n"
                                            "hint: write `1.0`\n"},
    {"let x = 9223372036854775808\nlet y = -9223372036854775808\nlet z = 1e999\nlet w = 999999999h\n",
     "1:9 this number is too large\n"
     "hint: an int goes up to 9223372036854775807\n"
     "3:9 this number is too large\n"
     "hint: a float goes up to about 1.8e308\n"
     "4:9 this duration is too long\n"
     "hint: a duration goes up to about 292 years\n"},
    {"let x = 1\n{\n    print(x)\n}\n", "2:1 a block cannot stand by itself\n"
                                        "hint: it follows something on the same line: `loop { … }`, `if x { … }`, `thread t { … }`\n"},
    {"/* never closed\nprint(\"x\")\n", "1:1 a comment begins with `#`\n"
                                        "hint: write `# …` on each line\n"},
    {"print(\"a } b\")\n", "1:10 this `}` closes nothing\n"
                           "hint: write `}}` for a brace in a string\n"},
    {"let x = 1\nif x > 0\n{\n    print(x)\n}\n", "3:1 a `{` cannot begin a line\n"
                                                  "hint: a line end ends the statement, so the `{` stands on the line before\n"},
    {"thread t\n{\n    print(\"in t\")\n}\n", "2:1 a `{` cannot begin a line\n"
                                              "hint: a line end ends the statement, so the `{` stands on the line before\n"},
    {"case q.get() {\n    print(\"x\")\n}\n", "1:1 a `case` stands in a `select` only\n"
                                              "hint: for values write `if x == 1 { … } else if x == 2 { … }`\n"},
    {"queue q\nselect {\n    case q { print(\"x\") }\n}\n", "3:10 a `case` waits for an operation\n"
                                                            "hint: write a call such as `q.get()`\n"},
    {"catch e {\n    print(e)\n}\n", "1:1 this `catch` belongs to no `try`\n"
                                     "hint: it follows the `}` of a `try`\n"},
    {"try {\n    print(\"x\")\n} catch {\n    print(\"y\")\n}\n", "3:9 expected a name or a string after `catch`, found `{`\n"
                                                                  "hint: write `catch e { … }` or `catch timeout as e { … }`\n"},
    {"try { f() } catch (e) { g() }\n", "1:19 expected a name or a string after `catch`, found `(`\n"
                                        "hint: write `catch e { … }` or `catch timeout as e { … }`\n"},
    {"try { f() } catch timeout e { g() }\n", "1:27 expected `{` or `,` after `timeout`, found `e`\n"
                                              "hint: write `catch timeout as e { … }`\n"},
    {"class Car:\n    print(\"go\")\n", "1:1 there are no classes\n"
                                        "hint: a kind of task is written `thread car(name) { … }`; data goes into maps and lists\n"},
    {"class Car(Thread) {\n    print(\"go\")\n}\n",
     "1:1 there are no classes\n"
     "hint: a kind of task is written `thread car(name) { … }`; data goes into maps and lists\n"},
    {"if x { f() }\nelse:\n    g()\n", "2:5 a block stands in braces, not behind a `:`\n"
                                       "hint: write `else { … }`\n"},
    {"// prints x\nprint(\"x\")  \n/* and\n more */\nprint(\"y\")\n", "1:1 a comment begins with `#`\n"
                                                                      "hint: write `# …`\n"
                                                                      "3:1 a comment begins with `#`\n"
                                                                      "hint: write `# …` on each line\n"},
    {"print(\"{x!r}\")\n", "1:10 there is no `!r` in strings\n"
                           "hint: write `{repr(x)}` or `{str(x)}`\n"},
    {"process p = 3\nint x = 5\n", "1:13 expected a call behind the `=` of a declaration\n"
                                   "hint: `process p = f(\"bob\")` calls f in p; a variable is made with `let` or `var`\n"
                                   "2:1 variables and functions have no types\n"
                                   "hint: write `var x = 0`, and `func f(x) { … }`\n"},
    {"@synchronized\nfunc f() { return 1 }\n", "1:1 the character @ has no meaning here\n"
                                               "hint: there are no decorators\n"},
    {"var x = 2\nx--\nprint(x)\n", "2:2 there is no `--`\n"
                                   "hint: write `x -= 1`\n"},
    {"def greet(name):\n    print(\"hello\")\n\ngreet(\"bob\")\n", "1:1 there is no `def`\n"
                                                                   "hint: a function is written `func name(x) { … }`\n"},
    {"def greet(name) {\n    print(\"hello {name}\")\n}\ngreet(\"bob\")\n", "1:1 there is no `def`\n"
                                                                            "hint: a function is written `func name(x) { … }`\n"},
    {"func f(a = 1, b) { return b }\n", "1:15 `b` has no default but follows `a`, which has one\n"
                                        "hint: give it a default too, or put it first\n"},
    {"var xs = [1]\ndel xs[0]\ndel n\n", "2:1 there is no `del`\n"
                                         "hint: write `m.remove(key)` or `xs.pop(index)`\n"
                                         "3:1 there is no `del`\n"
                                         "hint: write `m.remove(key)` or `xs.pop(index)`\n"},
    {"while true do\n    print(\"x\")\n", "1:12 there is no `do`\n"
                                          "hint: a block stands in braces: `while x { … }`\n"},
    {"xs.0 = 1\n", "1:4 expected a name after `.`, found `0`\n"},
    {"let x = 1\nif x > 0:\n    print(\"a\")\nelif x < 0:\n    print(\"b\")\nelse:\n    print(\"c\")\nprint(\"done\" 1)\n",
     "2:9 a block stands in braces, not behind a `:`\n"
     "hint: write `if … { … }`\n"
     "4:1 there is no `elif`\n"
     "hint: write `else if`\n"
     "8:14 expected `,` or `)`, found `1`\n"},
    {"var n = 1\nif n > 1 {\n    print(\"many\")\n} elif n == 1 {\n    print(\"one\")\n}\n", "4:3 there is no `elif`\n"
                                                                                             "hint: write `else if`\n"},
    {"let x = 1\nprint(x)\nelse {\n    print(\"no\")\n}\n", "3:1 this `else` belongs to no `if`\n"
                                                            "hint: it follows the `}` of an `if`\n"},
    {"if x > 1 {\n    print(\"a\")\n} else x > 0 {\n    print(\"b\")\n}\n", "3:8 expected `{` after `else`, found `x`\n"
                                                                            "hint: write `else { … }` or `else if x { … }`\n"},
    {"let x = 1\nif x > 0 {\n    print(\"a\")\n} elseif x < 0 {\n    print(\"b\")\n}\n", "4:3 there is no `elseif`\n"
                                                                                         "hint: write `else if`\n"},
    {"if { print(\"x\") }\nwhile { print(\"x\") }\n", "1:4 expected a condition after `if`\n"
                                                      "2:7 expected a condition after `while`\n"},
    {"print(\"a {} b\")\n", "1:10 expected an expression between these braces\n"
                            "hint: write the value between them, as in `{x}`; `{{` and `}}` are braces as they are\n"},
    {"let x = 1\nprint((x = 1))\n", "2:10 `=` sets a variable; it does not compare\n"
                                    "hint: write `==`\n"},
    {"var x = 1\nif x = 1 {\n    print(\"one\")\n}\n", "2:6 `=` sets a variable; it does not compare\n"
                                                       "hint: write `==`\n"},
    {"var x = 1\nwhile x > 0 and x = 1 { x = 0 }\n", "2:19 `=` sets a variable; it does not compare\n"
                                                     "hint: write `==`\n"},
    {"let x = 1\nprint(\"x is {x +} and {x y}\")\nprint(\"x is {x:>}\" 3)\n", "2:17 expected an expression after `+`, found `}`\n"
                                                                              "3:20 expected `,` or `)`, found `3`\n"},
    {"queue q\ntry {\n    q.get(timeout: 1s)\n} except timeout as e {\n    print(e)\n}\n",
     "4:3 there is no `except`\n"
     "hint: write `catch`: `catch timeout as e { … }`\n"},
    {"f(), g()\n", "1:1 a statement is one expression\n"
                   "hint: put each on a line of its own\n"},
    {"let name = \"bob\"\nprint(f\"hello {name}\")\n", "2:7 a string has no letter before it\n"
                                                       "hint: every string fills in `{name}` by itself: leave the letter out\n"},
    {"let x = 1.5ns\nlet y = 1e3s\nlet z = 0.0005us\n", "1:9 this duration is too fine\n"
                                                        "hint: the shortest time is a nanosecond\n"
                                                        "2:9 a duration has no exponent\n"
                                                        "hint: write it without `e`\n"
                                                        "3:9 this duration is too fine\n"
                                                        "hint: the shortest time is a nanosecond\n"},
    {"for x in [1, 2]:\n    print(x)\n", "1:16 a block stands in braces, not behind a `:`\n"
                                         "hint: write `for … { … }`\n"},
    {"for (x in xs) { print(x) }\nfor x of xs { print(x) }\nfor i = 0 { print(i) }\n", "1:5 expected a name after `for`, found `(`\n"
                                                                                       "hint: write `for x in xs { … }`\n"
                                                                                       "2:7 expected `in` or `,` after `x`, found `of`\n"
                                                                                       "hint: write `for x in xs { … }`\n"
                                                                                       "3:7 expected `in` or `,` after `i`, found `=`\n"
                                                                                       "hint: write `for x in xs { … }`\n"},
    {"let x = 1\nprint(\"{x:>>8}\")\nprint(\"{x:8z}\")\nprint(\"{x:.}\")\nprint(\"{x:9999999}\")\n",
     "3:12 `z` is not part of a format\n"
     "hint: a format is written as in Python: `{x:>8}`, `{x:05d}`, `{x:.2f}`; the types are d x b e f g % s\n"
     "4:11 `.` is not part of a format\n"
     "hint: a format is written as in Python: `{x:>8}`, `{x:05d}`, `{x:.2f}`; the types are d x b e f g % s\n"
     "5:11 the width or precision in this format is too large\n"},
    {"func 2nd(x) { return x }\n", "1:7 `nd` right after a number is not a unit of time\n"
                                   "hint: the units are ns us ms s m h: `250ms`, `1.5s`\n"},
    {"var n = 0\nfunc f() {\n    global n\n    n = 1\n}\n", "3:5 there is no `global`\n"
                                                            "hint: a block can change the `var`s around it as they are\n"},
    {"scenario { seed: 1 stop_after: 2s }\n", "1:20 expected `,` or the end of the line after `1`, found `stop_after`\n"},
    {"scenario { \"seed\": 1 }\n", "1:12 expected a name or `}` after `{`, found a string\n"
                                   "hint: a key of the header stands without quotes\n"},
    {"var n = 3\nif n > 0:\n    print(\"yes\")\nelse:\n    print(\"no\")\n", "2:9 a block stands in braces, not behind a `:`\n"
                                                                             "hint: write `if … { … }`\n"},
    {"if true then\n    print(\"x\")\n", "1:9 there is no `then`\n"
                                         "hint: a block stands in braces: `if x { … }`\n"},
    {"import threading\nfrom queue import Queue\nprint(\"done\")\n", "1:1 there is nothing to import\n"
                                                                     "hint: all functions and kinds are always there\n"
                                                                     "2:1 there is nothing to import\n"
                                                                     "hint: all functions and kinds are always there\n"},
    {"var x = 0\nx++\n", "2:2 there is no `++`\n"
                         "hint: write `x += 1`\n"},
    {"let x = xs[1\nlet y = 2\n", "1:11 this `[` is never closed\n"},
    {"invariant x > 0\n", "1:13 expected `=` or `(` or `{` after `x`, found `>`\n"
                          "hint: write `invariant \"text\": x > 0`\n"},
    {"let x = nil\nif x is nil {\n    print(\"none\")\n}\n", "2:6 there is no `is`\n"
                                                             "hint: write `==`\n"},
    {"let xs = sorted([2, 1], key: lambda x: -x)\nprint(xs)\n", "1:30 there is no `lambda`\n"
                                                                "hint: write `func(x) => x + 1`\n"},
    {"let twice = lambda x: x * 2\nprint(twice(2))\n", "1:13 there is no `lambda`\n"
                                                       "hint: write `func(x) => x + 1`\n"},
    {"let x\nvar y\nvar z = 1\n", "1:6 `let` needs a value\n"
                                  "hint: write `let x = …`\n"
                                  "2:6 `var` needs a first value\n"
                                  "hint: write `var y = nil` when there is none yet\n"},
    {"let x = 12abc\nlet y = 5min\nlet z = 3sec\n", "1:11 `abc` right after a number is not a unit of time\n"
                                                    "hint: the units are ns us ms s m h: `250ms`, `1.5s`\n"
                                                    "2:10 `min` right after a number is not a unit of time\n"
                                                    "hint: the units are ns us ms s m h: `250ms`, `1.5s`\n"
                                                    "3:10 `sec` right after a number is not a unit of time\n"
                                                    "hint: the units are ns us ms s m h: `250ms`, `1.5s`\n"},
    {"loop 3 {\n    print(\"x\")\n}\n", "1:6 expected `{` after `loop`, found `3`\n"
                                        "hint: `loop { … }` goes on until `break`; `for i in 0..3 { … }` counts\n"},
    {"let = 1\nprint(2 +)\nif { f() }\nlet ok = 1\nwhile true { x = }\nfunc () { }\nprint(\"still here\" 3)\n",
     "1:5 expected a name after `let`, found `=`\n"
     "2:10 expected an expression after `+`, found `)`\n"
     "3:4 expected a condition after `if`\n"
     "5:18 expected an expression after `=`, found `}`\n"
     "7:20 expected `,` or `)`, found `3`\n"},
    {"let m = {\"a\" = 1}\n", "1:14 a key of a map is followed by `:`\n"
                              "hint: write `{\"key\": value}`\n"},
    {"let xs = [1, 2)\nlet y = (3]\n", "1:15 this `)` does not close the `[` of line 1\n"
                                       "2:11 this `]` does not close the `(` of line 2\n"},
    {"if x > 1 print(\"a\")\n", "1:10 expected `{` after `1`, found `print`\n"
                                "hint: what is done stands in braces: `if x { … }`, `while x { … }`, `for x in xs { … }`\n"},
    {"let m = {\"a\" 1, \"b\": 2}\n", "1:14 expected `:`, found `1`\n"},
    {"let xs = [\n    1,\n    2\n    3,\n]\n", "4:5 expected `,` or `]` after `2`, found `3`\n"
                                               "hint: the `[` of line 1 is still open\n"},
    {"let x = 1\nlet y = 2 if x > 0\nprint(x) if x > 0\n",
     "2:19 expected `else` after `0`, found the end of the line\n"
     "hint: a choice is `a if c else b`; to do something only if `c`, write `if c { … }`\n"
     "3:18 expected `else` after `0`, found the end of the line\n"
     "hint: a choice is `a if c else b`; to do something only if `c`, write `if c { … }`\n"},
    {"let x = 3\nfunc = 4\n", "2:1 `func` is a reserved word and cannot be a name\n"
                              "hint: choose another name\n"},
    {"let xs = [x for x of ys]\n", "1:19 expected `in` or `,` after `x`, found `of`\n"
                                   "hint: write `[f(x) for x in xs]`\n"},
    {"print(1 + )\nprint(2 * * 3)\n", "1:11 expected an expression after `+`, found `)`\n"
                                      "2:11 expected an expression after `*`, found `*`\n"},
    {"let x = 1 +\n", "1:12 expected an expression after `+`, found the end of the file\n"},
    {"func f {\n    print(\"f\")\n}\n", "1:8 expected `(` after `f`, found `{`\n"},
    {"f(x: 1, 2)\nf(x: 1, x: 2)\n", "1:9 an argument without a name cannot follow `x:`\n"
                                    "hint: arguments in order come first, those with a name after them\n"
                                    "2:9 the argument `x` is given twice\n"},
    {"let x = 1\n", "1:6 there is an invisible character here (U+00A0)\n"
                    "hint: write a plain space\n"},
    {"if a <> b { f() }\nif a === b { f() }\n", "1:6 there is no `<>`\n"
                                                "hint: write `!=`\n"
                                                "2:6 there is no `===`\n"
                                                "hint: write `==`\n"},
    {"var x = null\n", "1:9 there is no `null`\n"
                       "hint: write `nil`\n"},
    {"let x = 0o17\nlet y = 017\nlet z = 0xfg\nlet w = 0b12\n", "1:9 there are no octal numbers\n"
                                                                "hint: write it in decimal, hexadecimal (`0xff`) or binary (`0b101`)\n"
                                                                "2:9 a number does not begin with 0\n"
                                                                "hint: leave the zeros out\n"
                                                                "3:9 this is not a hexadecimal number\n"
                                                                "hint: after `0x` stand digits and the letters a to f\n"
                                                                "4:9 this is not a binary number\n"
                                                                "hint: after `0b` stand 0 and 1\n"},
    {"let x = 3 – 1\nlet y = 2 × 3\nlet z = x ≤ y\n", "1:11 the character – has no meaning here\n"
                                                      "hint: write `-`\n"
                                                      "2:11 the character × has no meaning here\n"
                                                      "hint: write `*`\n"
                                                      "3:11 the character ≤ has no meaning here\n"
                                                      "hint: write `<=`\n"},
    {"func f() {\n    print(\"a\"\n}\nf()\n", "2:10 this `(` is never closed\n"},
    {"func nothing() {\n    pass\n}\n", "2:5 there is no `pass`\n"
                                        "hint: leave the block empty: `{ }`\n"},
    {"print \"hello\"\n", "1:7 expected `(` after `print`, found a string\n"
                          "hint: write `print(…)`\n"},
    {"let path = r\"C:\\temp\"\n", "1:12 there are no raw strings\n"
                                   "hint: leave the `r` out, and write `\\\\` for a backslash\n"},
    {"f(in: 3)\n", "1:3 `in` is a reserved word and cannot be a name\n"
                   "hint: choose another name\n"},
    {"func select(x) { return x }\n", "1:6 `select` is a reserved word and cannot be a name\n"
                                      "hint: choose another name\n"},
    {"thread select {\n    print(\"x\")\n}\n", "1:8 `select` is a reserved word and cannot be a name\n"
                                               "hint: choose another name\n"},
    {"let in = 3\nvar loop = 4\nloop = 5\n", "1:5 `in` is a reserved word and cannot be a name\n"
                                             "hint: choose another name\n"
                                             "2:5 `loop` is a reserved word and cannot be a name\n"
                                             "hint: choose another name\n"
                                             "3:1 `loop` is a reserved word and cannot be a name\n"
                                             "hint: choose another name\n"},
    {"func both(a, b) {\n    return a, b\n}\n", "2:12 `return` gives back one value\n"
                                                "hint: return a list: `return [a, b]`\n"},
    {"func f(): int {\n    return 1\n}\n", "1:9 a block stands in braces, not behind a `:`\n"
                                           "hint: write `func … { … }`\n"},
    {"scenario { stop_after = 24s }\n", "1:23 a key of the header is followed by `:`\n"
                                        "hint: write `key: value`\n"},
    {"scenario { stop_after: 2 * 3s, expect: deadlock }\n",
     "1:24 a value of the header is a literal: a number, a duration, a string, a list or a map\n"
     "1:40 a value of the header is a literal: a number, a duration, a string, a list or a map\n"
     "hint: words stand in quotes here\n"},
    {"scenario { invariant: a + b == 100 }\n", "1:23 a value of the header is a literal: a number, a duration, a string, a list or a map\n"
                                               "hint: what is to hold is a statement of its own: `invariant \"text\": x > 0`\n"},
    {"print(\"x\")\nscenario { seed: 1 }\n", "2:1 the `scenario` header comes first in the file\n"},
    {"scenario { seed: 1 }\nscenario \"again\" { seed: 2 }\n", "2:1 a file has one `scenario` header at most\n"},
    {"queue q\nselect {\n    case v = q.get() { print(v) }\n    after 2s { print(\"late\") }\n    else { print(\"none\") }\n}\n",
     "5:5 a `select` has `after` or `else`, not both\n"
     "hint: `else` does not wait at all, so no time-out can pass\n"},
    {"queue q\nselect {\n    print(\"x\")\n    case v = q.get() { print(v) }\n}\n",
     "3:5 expected `case`, `after` or `else` after `{`, found `print`\n"},
    {"let xs = [1; 2]\n", "1:12 a `;` ends the statement, but a bracket is still open\n"
                          "hint: items are separated by `,`\n"},
    {"let s = {1, 2, 3}\nlet t = {1}\n", "1:11 expected `:` and a value after this key\n"
                                         "hint: a map is written `{\"key\": value}`, a list `[1, 2]`; there are no sets\n"
                                         "2:11 expected `:` and a value after this key\n"
                                         "hint: a map is written `{\"key\": value}`, a list `[1, 2]`; there are no sets\n"},
    {"shared x = 1\n", "1:8 expected `var` after `shared`, found `x`\n"
                       "hint: write `shared var x = …`\n"},
    {"func f() {\n    shared var x = 1\n    invariant \"x\": x > 0\n}\n", "2:5 `shared var` stands at the top level of the file only\n"
                                                                          "hint: move it out of all braces\n"
                                                                          "3:5 `invariant` stands at the top level of the file only\n"
                                                                          "hint: move it out of all braces\n"},
    {"var xs = [1, 2]\nxs[0:1] = [3]\n", "2:1 cannot assign to a slice\n"
                                         "hint: the left side is a variable, an item such as `xs[0]`, or a property such as `t.name`\n"},
    {"f(*xs)\nfunc g(*xs) { }\n", "1:3 there are no `*` arguments\n"
                                  "hint: pass a list\n"
                                  "2:8 there are no `*` arguments\n"
                                  "hint: pass a list\n"},
    {"let x = 1\n}\nprint(x)\n", "2:1 this `}` closes nothing\n"},
    {"print(\"a\"))\n", "1:11 this `)` closes nothing\n"},
    {"print('''a\nb''')\n", "1:7 a string over several lines stands in \"\"\"\n"
                            "hint: write `\"\"\"`\n"},
    {"let x = 1\nswitch x {\n    case 1: print(\"one\")\n}\nprint(x)\n", "2:1 there is no `switch`\n"
                                                                         "hint: write `if x == 1 { … } else if x == 2 { … } else { … }`\n"},
    {"thread t(1, 2) {\n    print(\"x\")\n}\n",
     "1:10 expected the name of a parameter\n"
     "hint: a block follows, so the list in brackets names parameters: `name` or `name = value`\n"
     "1:13 expected the name of a parameter\n"
     "hint: a block follows, so the list in brackets names parameters: `name` or `name = value`\n"},
    {"let x = true\nlet y = x ? 1 : 2\n", "2:11 the character ? has no meaning here\n"
                                          "hint: a choice is written `a if condition else b`\n"},
    {"throw \"x\"\n", "1:1 there is no `throw`\n"
                      "hint: write `raise`\n"},
    {"timer t 1s { print(\"x\") }\n", "1:9 expected `=` or `(` or `{` after `t`, found `1s`\n"
                                      "hint: write `timer t after 1s { … }` or `timer t every 1s { … }`\n"},
    {"try {\n    print(\"x\")\n}\nprint(\"y\")\n", "3:2 a `try` needs a `catch` or a `finally`\n"
                                                   "hint: add `catch e { … }`\n"},
    {"try:\n    f()\nexcept timeout:\n    print(\"late\")\n", "1:4 a block stands in braces, not behind a `:`\n"
                                                              "hint: write `try { … }`\n"
                                                              "3:1 there is no `except`\n"
                                                              "hint: write `catch`: `catch timeout as e { … }`\n"},
    {"let pair = (1, 2)\nlet none = ()\n", "1:12 there are no tuples\n"
                                           "hint: write a list: `[1, 2]`\n"
                                           "2:12 there are no tuples\n"
                                           "hint: write a list: `[]`\n"},
    {"let x = 1 2\nlet y = foo bar\n", "1:11 expected an operator or the end of the line after `1`, found `2`\n"
                                       "2:13 expected an operator or the end of the line after `foo`, found `bar`\n"},
    {"lock m extra\n", "1:8 expected `=` or `(` or `{` after `m`, found `extra`\n"
                       "hint: two names in a row declare an object: `lock m`, `queue q(10)`, `thread t { … }`\n"},
    {"let x: int = 3\nfunc f(a: int, b) { return a }\n", "1:6 a name has no type\n"
                                                         "hint: write `let x = …`\n"
                                                         "2:9 a name has no type\n"
                                                         "hint: write the name alone, or with a default: `a = 1`\n"},
    {"print(“hello”)\nprint('hello')\n", "1:7 the character “ has no meaning here\n"
                                         "hint: write `\"`\n"},
    {"thread t {\n    loop {\n        print(\"x\")\n}\nt.start()\n", "2:10 this `{` is never closed\n"},
    {"let x = 1\nprint(\"x is {x\")\nprint(x)\n", "2:13 this `{` in a string is never closed\n"
                                                  "hint: write `{{` for a brace in a string\n"},
    {"let x = (1 + 2\n", "1:9 this `(` is never closed\n"},
    {"print(\"one\"\nlet x = 1\nprint(x)\n", "1:6 this `(` is never closed\n"},
    {"print(\"hello)\nprint(\"bye\")\n", "1:7 this string is not closed at the end of the line\n"
                                         "hint: a string over several lines stands in \"\"\"\n"},
    {"print(\"\"\"one\ntwo\n", "1:7 this string is never closed\n"},
    {"let x = 1_000_\nlet y = 1__0\n", "1:14 an underscore stands between two digits\n"
                                       "hint: write `1_000_000`\n"
                                       "2:10 an underscore stands between two digits\n"
                                       "hint: write `1_000_000`\n"},
    {"print(\"a\\qb\")\n",
     "1:9 there is no escape `\\q`\n"
     "hint: there are \\n \\t \\r \\a \\b \\f \\v \\\\ \\\" \\' \\e \\0 \\33 \\x1b \\u4f60 \\u{1f6a6}; write \\\\ for a backslash\n"},
    {"let x := 1\n", "1:7 there is no `:=`\n"
                     "hint: write `let x = …` or `var x = …`, and `x = …` to set it anew, each a statement of its own\n"},
    {"var n = 3\nwhile n > 0:\n    n -= 1\n", "2:12 a block stands in braces, not behind a `:`\n"
                                              "hint: write `while … { … }`\n"},
    {"with pool(4) as { f() }\n", "1:17 expected a name after `as`, found `{`\n"},
    {"lock m\nwith m:\n    print(\"in\")\n", "2:7 a block stands in braces, not behind a `:`\n"
                                             "hint: write `with … { … }`\n"},
};

/* Of what diags_print writes: the messages and hints, without file name, source line and caret. */
static void add_short(const char *printed, buf *out)
{
    for (const char *line = printed; *line; line = strchr(line, '\n') + 1) {
        size_t length = strcspn(line, "\n") + 1;
        const char *error = strstr(line, ": error: ");
        if (strncmp(line, "t.cs:", 5) == 0 && error) {
            buf_add(out, line + 5, (size_t)(error - line - 5));
            buf_add(out, error + 8, length - (size_t)(error + 8 - line));
        } else if (strncmp(line, "hint: ", 6) == 0) {
            buf_add(out, line, length);
        }
    }
}

/* Of a copy behind which nothing stands, so that a sanitizer sees what is read beyond it. */
static void messages_of(const char *text, size_t length, buf *out)
{
    char *exact = malloc(length ? length : 1);
    memcpy(exact, text, length);
    source src = {"t.cs", exact, length};
    diags *d = diags_new(&src);
    tree *t = parse(&src, d);
    buf printed = {0};
    diags_print(d, &printed);
    if (printed.data)
        add_short(printed.data, out);
    buf_free(&printed);
    tree_free(t);
    diags_free(d);
    free(exact);
}

static void test_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        buf out = {0};
        messages_of(examples[i].text, strlen(examples[i].text), &out);
        assert_string_equal(out.data ? out.data : "", examples[i].messages);
        buf_free(&out);
    }
}

/* Whatever is cut off the end of a script, there is an end, and an error or none. */
static void test_every_beginning(void **state)
{
    (void)state;
    static const char text[] = "scenario \"T\" { seed: 1 }\nthread car(name) {\n    loop {\n        select {\n            case v = q.get() "
                               "if x { print(\"a{v:>8}b{ {1: \"c\"}[1] }\") }\n            after 1.5s { f(func(x) => x, y: [1, 2]) }\n"
                               "        }\n    }\n}\n";
    for (size_t length = 0; length < sizeof text - 1; length++) {
        buf out = {0};
        messages_of(text, length, &out);
        buf_free(&out);
    }
}

static void test_many_errors(void **state)
{
    (void)state;
    buf text = {0}, out = {0};
    for (int i = 0; i < 10000; i++)
        buf_text(&text, "let = 1\nf(a b)\n");
    messages_of(text.data, text.length, &out);
    int lines = 0;
    for (const char *c = out.data; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, DIAG_MOST);
    buf_free(&out);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_every_beginning),
        cmocka_unit_test(test_many_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
