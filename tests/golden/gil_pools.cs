# Options: --quiet
# Pools on the simulated machine: four tasks of 100 ms each, in a pool of threads under a GIL, and in one of processes. The start of a
# pool costs what its workers and helpers cost.
scenario { gil: "timer", cost: {"thread": 1ms, "process": 20ms} }
func task(i) {
    work(100ms)
    return i
}
var start = now()
pool threads_(4, threads: true)
print("four threads: {now() - start}")
start = now()
print(threads_.map(task, 0..4, chunksize: 1), now() - start)
start = now()
pool processes(4)
print("four processes and their helper: {now() - start}")
start = now()
print(processes.map(task, 0..4, chunksize: 1), now() - start)
