process p { print(x) }
let x = 1
process worker(id, id) { }
process q = worker(1)
process r = r.start()
proces s { }
process u, v { }
daemon process t { t = nil }
worker.start()
fork a { }
child b { }
subprocess c { }
actor d(1)
