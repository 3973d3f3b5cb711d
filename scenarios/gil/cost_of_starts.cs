# A thread is cheaper to start than a process.
#
# What to see: `start` takes its time from who calls it, 2 ms for each process here and 100 us for each thread. The new
# task begins when `start` is done.
#
#   conc-run sim scenarios/gil/cost_of_starts.cs
# Engine: sim
scenario "What starts cost" { cost: {"process": 2ms, "thread": 100us} }

func hello() { print("here I am") }

func time_of(what, tasks) {
    let start = now()
    for t in tasks { t.start() }
    print("three {what} started in {now() - start}")
    for t in tasks { t.join() }
}

time_of("processes", [process(hello) for i in 0..3])
time_of("threads", [thread(hello) for i in 0..3])
