# How lines, brackets and semicolons make statements.
var n = 1; n += 1; assert n == 2;

# lines that go on: after an operator, a comma, `=`, and inside ( and [
let a = 1 +
    2 +
    3
assert a == 6
let b =
    7
assert b == 7
let c = (1
    + 2
    + 3)
assert c == 6
let d = [
    1,

    2,          # with a comment
    3,
]
assert d == [1, 2, 3]
assert a == 6 and
    b == 7 or
    false
assert 2 in
    [1, 2]
assert not
    false
func add(x,
         y) {
    return x + y
}
assert add(
    1,
    2,
) == 3

# a line that begins with a point goes on
let text = "  hello "
    .strip()
    # a comment between
    .upper()

    .lower()
assert text == "hello"

# a line that begins with ( or [ or - is a new statement
let e = 5
-e
assert e == 5
let f = add
(1)
[2]
assert f == add

# else, catch and finally may begin a line
var path = []
if false {
    path.append(1)
}
else if false {
    path.append(2)
}

# comments and blank lines aside
else {
    path.append(3)
}
try {
    raise "x"
}
catch e {
    path.append(4)
}
finally {
    path.append(5)
}
assert path == [3, 4, 5]

# blocks on one line, several statements, no newline before }
if true { path = []; path.append(1); path.append(2) }
assert path == [1, 2]
for i in 0..2 { path.append(i) } path.append("end")
assert path == [1, 2, 0, 1, "end"]
func one() { return 1 } func two() { return 2 }
assert one() + two() == 3
while true { break } loop { break }

# maps over lines
let m = {
    "a": 1,
    "b": [
        1,
        2
    ],
    "c": {"d":
        4}
}
assert m["b"] == [1, 2] and m["c"]["d"] == 4

# a function inside brackets has lines of its own
let results = [func(x) {
    let y = x * 2
    return y
}(4), (func() {
    return 1
})()]
assert results == [8, 1]

# operators without spaces, many brackets
assert ((((1))))==1 and[1][0]==1 and(2)>1
assert 1-1==0 and 1 -1 == 0 and -1+1==0 and 2*-3==-6 and 2**-1==0.5
assert(true)

# numbers and points
assert 1..3 == 0 + 1..3 and [1.5, 2.25e2, 1e3][1] == 225.0
assert 0..3 == 0 ..3
assert 0xAB == 171 and 0b1 == 1 and 1_0 == 10

# comments: # to the end of the line, and never inside a string
assert "# no comment" == '# no comment' # a comment; assert false
# assert false

# keywords as keys and members
assert {"if": 1}["if"] == 1
print("ok text")
