# Two processes, started together and joined: two jobs of two seconds take two seconds, not four.
#
# What to see: each process has a number of its own, and is a child of the one that started it. Take both joins away,
# and main tells a total of 0.0 seconds; the run still ends only when both are done.
#
#   conc-run scenarios/processes/two_processes.cs
#   conc-run sim scenarios/processes/two_processes.cs
scenario "Two processes and join" { }

func long_time_task(i) {
    print("process {pid()}, task {i}")
    sleep(2s)
    print("result: {8 ** 20}")
}

print("this is the parent process: {pid()}")
let start = now()
process p1 = long_time_task(1)
process p2 = long_time_task(2)
print("waiting until all children are done")
p1.start()
p2.start()
p1.join()
p2.join()
print("took {now() - start:.1f} seconds in all")
