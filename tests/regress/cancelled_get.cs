# Who waits for the future of a task in another process reads the result by itself: a cancel in between wins.
func f(v) { sleep(1ms); return v }
pool p(1)
for i in 0..20 {
    thread x { try { print(p.apply_async(f, [1]).get()) } catch cancelled { print("cancelled") } }
    x.start()
    sleep(1ms + 20us * i)
    x.cancel()
    x.join()
}
