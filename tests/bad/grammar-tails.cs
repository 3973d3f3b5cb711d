let t = thread { print(1) }
thread u { }.start()
var x = 0
await x > 0, timeout: 1s
invariant "positive" x >= 0
raise "kind", "text"
var shared y = 0
