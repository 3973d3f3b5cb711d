# Options: --strategy dpor
# A task of a pool ends at the very moment at which the pool is terminated: it may be cancelled before it has woken up.
scenario { expect: "assert" }

atom done(0)
func job() { sleep(1ms); done.add(1) }
pool workers(1, threads: true)

workers.apply_async(job, [])
sleep(1ms)
workers.terminate()
workers.join()
assert done.load() == 1, "dropped"
