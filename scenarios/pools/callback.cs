# A pool of five threads, ten tasks, and a callback that is told each result.
#
# What to see: `apply_async` does not wait: "end" is printed before any task is done. Each result goes to the callback,
# one at a time, in a thread that belongs to the pool. `apply` in its place would do the tasks one after the other.
#
#   conc-run scenarios/pools/callback.cs
#   conc-run sim scenarios/pools/callback.cs
scenario "Five workers, ten tasks, one callback" { }

func foo(i) {
    sleep(2s)
    return i + 100
}

func bar(result) {
    print("--> exec done: {result}")
}

pool workers(5, threads: true)
for i in 0..10 {
    workers.apply_async(foo, [i], callback: bar)
}
print("end")
workers.close()
workers.join()
