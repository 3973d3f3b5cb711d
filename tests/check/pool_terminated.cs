# A pool is terminated whose tasks are more than an operation has room for by itself.
# tasks: main + 2 workers
scenario { expect: "ok" }
pool p(1)
for i in 0..6 { p.apply_async(len, ["x"]) }
p.terminate()
p.join()
