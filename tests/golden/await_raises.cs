# A condition that cannot be evaluated ends its await by an error, which is no end of an atomic block.
var xs = []
thread t {
    try { await xs[0] > 1 } catch index as e { print(e.message) }
    atomic { xs.append(2) }
}
t.start()
await xs and xs[0] > 1
