# A pool of four processes gets five tasks: four run at once, the fifth waits for a free worker.
#
# What to see: the workers are made once, and take task after task: the fifth is done by a process that has done one
# already. Four tasks of two seconds take two seconds, and the fifth makes it four. `close` says that no more tasks
# will come, and must come before `join`.
#
#   conc-run scenarios/processes/pool_four_workers.cs
#   conc-run sim scenarios/processes/pool_four_workers.cs
scenario "A pool of four processes, five tasks" { }

func long_time_task(i) {
    print("process {pid()}, task {i}")
    sleep(2s)
    print("result: {8 ** 20}")
}

print("this machine has {cpu_count()} processors")
print("this is the parent process: {pid()}")
let start = now()
pool workers(4)
for i in 0..5 {
    workers.apply_async(long_time_task, [i])
}
print("waiting until all tasks are done")
workers.close()
workers.join()
print("took {now() - start:.1f} seconds in all")
