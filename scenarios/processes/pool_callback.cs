# A pool of five processes, ten tasks, and a callback in the parent, which is told each result.
#
# What to see: `apply_async` does not wait: "end" is printed before any task is done. The tasks run in the workers, but
# the callback runs here, in the process that has the pool, one at a time; so it may change a variable of this process.
# Compare with pool_one_by_one.cs, which takes five times as long.
#
#   conc-run scenarios/processes/pool_callback.cs
#   conc-run sim scenarios/processes/pool_callback.cs
scenario "Five processes, ten tasks, one callback" { }

var results = []

func foo(i) {
    sleep(2s)
    return i + 100
}

func bar(result) {
    results.append(result)
    print("--> exec done: {result}, told to process {pid()}")
}

print("this is process {pid()}")
pool workers(5)
for i in 0..10 {
    workers.apply_async(foo, [i], callback: bar)
}
print("end")
workers.close()
workers.join()
print("after {now():.0f} seconds: {len(results)} results")
