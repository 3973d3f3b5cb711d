sleep(500 ms)
sleep(2.5 s)
sleep(.5s)
let my-name = 1
var n: int = 0
if (n) print(1)
await n == 3 timeout: 1s
invariant "x" { }
