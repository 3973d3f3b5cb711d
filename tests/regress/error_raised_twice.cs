# An error value that is raised in several places is told with the place of each raise; what is held in the variable stays without one.
let problem = error("mine", "text")
var lines = []
for i in 0..2 {
    try { raise problem } catch "mine" as e { lines.append(e.line) }
}
try {
    raise problem
} catch e {
    lines.append(e.line)
}
assert lines == [5, 5, 8]
assert problem.line == nil

var calls = 0
func at() {
    calls += 1
    return 0
}
var rows = [[3, 1, 2]]
rows[at()].sort(key: func(x) => -x)
assert rows == [[3, 2, 1]] and calls == 1
