# Exit status: 1
# An error of a pool's task tells where it was raised, and then where the one who has asked for the result was.
func deep(n) {
    if n == 0 { raise "no more" }
    return deep(n - 1)
}
func result_of(f) { return f.get() }
pool workers(1)
let f = workers.apply_async(deep, [1])
try { result_of(f) } catch e { print(e.line, e.task) }
try { workers.map(deep, [0, 2]) } catch e { print(e.line, e.task) }
result_of(f)
