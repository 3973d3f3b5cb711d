# A pool of four threads gets five tasks: four run at once, the fifth waits for a free worker.
#
# What to see: four tasks of two seconds take two seconds, and the fifth makes it four. `close` says that no more tasks
# will come, and must come before `join`, which waits until all that were given are done.
#
#   conc-run scenarios/pools/four_workers.cs
#   conc-run sim scenarios/pools/four_workers.cs
scenario "Four workers, five tasks" { }

func long_time_task(i) {
    print("task {i}, worked on by {current().name}")
    sleep(2s)
    print("result: {8 ** 20}")
}

print("this machine has {cpu_count()} processors")
let start = now()
pool workers(4, threads: true)
for i in 0..5 {
    workers.apply_async(long_time_task, [i])
}
print("waiting until all tasks are done")
workers.close()
workers.join()
print("took {now() - start:.1f} seconds in all")
