# CPU-bound threads under the GIL of Python 3: on four processors, two of them take as long as one after the other would.
#
# What to see: all threads of a process share one lock, and only the one that holds it computes. It is handed over by the
# clock, every 5 ms, so each of the two spends half of its time waiting. That they change places 800 times makes it a
# little worse than doing one after the other.
#
#   conc-run scenarios/gil/cpu_threads.cs
#   conc-run sim scenarios/gil/cpu_threads.cs
scenario "CPU-bound threads under a GIL" {
    gil: "timer"                             # by the clock, every `switch_interval: 5ms`
    cost: {"switch": 50us}                   # what it takes to go from one thread to another
}

func count_down() { work(2s) }

var start = now()
count_down()
count_down()
print("one after the other: {now() - start}")

start = now()
thread a = count_down()
thread b = count_down()
a.start()
b.start()
a.join()
b.join()
print("in two threads: {now() - start}")
