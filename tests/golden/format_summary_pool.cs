# Options: --format summary
# A pool's own thread, which sees to its workers, is no news; that a thread waits for callbacks neither.
pool p(2)
func slow(x) { sleep(1s); return x }
print(p.map(slow, [1, 2, 3]))
p.apply_async(slow, [4], callback: func(x) => sleep(500ms)).get()
p.close()
p.join()
