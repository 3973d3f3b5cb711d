# How late N timers are that are due within 50 to 1000 ms: timers.cs -- N
let n = int(args[0])
var late = []

func arm(d) {
    let due = now() + d
    return timer(d, func() { late.append(now() - due) })
}

let begin = now()
var all = []
for i in 0..n {
    let t = arm(50ms + 950ms * ((i * 2654435761 & 0xffffffff) / 4294967296))
    t.start()
    all.append(t)
}
for t in all { t.join() }
let took = (now() - begin).seconds()
late.sort()
let us = [x.us() for x in late]
print("t={took:.6f} check={n} p50_us={us[n // 2]:.1f} p99_us={us[n * 99 // 100]:.1f} max_us={us[n - 1]:.1f}")
