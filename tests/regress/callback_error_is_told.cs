# The error of a callback is told before the pool is over: by then the thread that has failed was stopped with its process, and nobody knew.
# Exit status: 1
func job(x) { return x }
queue after
process maker(i) {
    pool crew(1, threads: true)
    crew.apply_async(job, [i], callback: func(r) { raise "no" })
    crew.apply_async(job, [i], callback: func(r) { after.put(r) })
    crew.close()
    crew.join()
    assert after.get() == i
}
for i in 0..60 {
    let m = maker(i)
    m.start()
    m.join()
    assert m.exitcode == 1
}
print("ok")
