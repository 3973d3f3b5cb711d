# When a pool is terminated, an await sees each of its futures become ready, however many there are.
queue never
func stuck() { never.get() }
let p = pool(4, threads: true)
let fs = [p.apply_async(stuck) for i in 0..12]
thread watcher(k) {
    let f = fs[k]
    await f.ready()
}
let ws = [watcher(k) for k in 0..12]
for w in ws { w.start() }
sleep(5ms)
p.terminate()
for w in ws { w.join() }
p.join()
print("ok")
