# The same tasks given by `apply`, which waits for each result: one after the other, whatever the number of workers.
#
# What to see: there are five workers, but only one of them has something to do at any time. Ten tasks of two seconds
# take twenty. Compare with pool_callback.cs.
#
#   conc-run scenarios/processes/pool_one_by_one.cs
#   conc-run sim scenarios/processes/pool_one_by_one.cs
scenario "Five processes, one task at a time" { }

func foo(i) {
    sleep(2s)
    return i + 100
}

pool workers(5)
for i in 0..10 {
    let result = workers.apply(foo, [i])
    print("{now():.0f} s: {result}")
}
print("end")
workers.close()
workers.join()
