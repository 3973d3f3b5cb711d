# For the simulator: P tasks that sleep S times each: timeouts.cs -- P S
let steps = int(args[1])

func sleeper(i) {
    for k in 0..steps { sleep(1s * (1 + (i * 7919 + k * 104729) % 1000)) }
}

for i in 0..int(args[0]) { thread(sleeper, [i]).start() }
