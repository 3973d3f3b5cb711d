# The same, with the order of events folded into a variable that all share, as the peers do: timeouts_checked.cs -- P S
let steps = int(args[1])
var h = 7

func sleeper(i) {
    for k in 0..steps {
        sleep(1s * (1 + (i * 7919 + k * 104729) % 1000))
        h = (h * 31 + i) % 2147483647
    }
}

let all = [thread(sleeper, [i]) for i in 0..int(args[0])]
for t in all { t.start() }
for t in all { t.join() }
print("check={h}/{now() // 1s}")
