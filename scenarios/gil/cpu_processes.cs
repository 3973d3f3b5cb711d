# Processes instead of threads: two of them compute at the same time, and take as long as one.
#
# What to see: each process has a GIL of its own. What is lost is what it costs to start them, and nobody waits for a lock.
#
#   conc-run sim scenarios/gil/cpu_processes.cs
# Engine: sim
scenario "CPU-bound processes" { gil: "timer", cost: {"process": 10ms, "switch": 50us} }

func count_down() { work(2s) }

let start = now()
process a = count_down()
process b = count_down()
a.start()
b.start()
a.join()
b.join()
print("in two processes: {now() - start}")
