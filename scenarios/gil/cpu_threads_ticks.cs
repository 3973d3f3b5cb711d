# The same two threads under the GIL of Python 2: what takes four seconds one after the other takes six.
#
# What to see: the lock is handed over after 100 ticks of computing, whatever time they take. That is every 100 us here,
# fifty times as often as by the clock of Python 3; and as each time costs 50 us, a third of the time goes into it.
#
#   conc-run sim scenarios/gil/cpu_threads_ticks.cs
scenario "CPU-bound threads under a GIL with ticks" {
    gil: "ticks"                             # every `check_interval: 100` ticks
    cost: {"switch": 50us, "tick": 1us}
}

func count_down() { work(2s) }

let start = now()
thread a = count_down()
thread b = count_down()
a.start()
b.start()
a.join()
b.join()
print("in two threads: {now() - start}")
