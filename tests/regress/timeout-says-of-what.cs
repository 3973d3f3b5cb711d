# What was waited for in vain is named, and so is a variable that a pool's workers do not have yet.
queue jobs
try {
    jobs.get(timeout: 10ms)
    assert false
} catch timeout as e {
    assert e.message == "nothing came of jobs.get within 10ms", e.message
}
try {
    jobs.get(timeout: 0s)
    assert false
} catch timeout as e {
    assert e.message == "jobs.get could not be done at once", e.message
}
try {
    wait_any([jobs], timeout: 10ms)
    assert false
} catch timeout as e {
    assert e.message == "nothing came of it within 10ms", e.message
}

pool p(2)
var hits = 0
func add(x) {
    hits += x
    return hits
}
try {
    p.map(add, [1, 2])
    assert false
} catch state as e {
    assert e.message == "hits is used before its declaration has run: declare it above the task or pool that uses it", e.message
}
