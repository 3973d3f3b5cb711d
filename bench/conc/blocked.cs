# For the simulator: N tasks that wait for an event: blocked.cs -- N
event never
func wait_for_it() { never.wait() }

for i in 0..int(args[0]) { thread(wait_for_it, daemon: true).start() }
sleep(1s)
print("check={len(threads())}")
