# Threads whose time is up are cancelled at the same moment, and must not keep a fork waiting that keeps the cancelling thread waiting.
queue full(1)
full.put(0)
var stop = false
var big = [i for i in 0..3000]
func putter() { while not stop { try { full.put(2, timeout: 100us) } catch cancelled { } catch timeout { } } }
let ts = [thread(putter), thread(putter)]
for t in ts { t.start() }
let busy = [thread(func() { while not stop { try { full.put(big, timeout: 1us) } catch timeout { } } }),
  thread(func() { while not stop { for t in ts { t.cancel() } } }),
  thread(func() { while not stop { for t in ts { t.cancel() } } })]
for b in busy { b.start() }
for round in 0..100 {
    let p = process(func() { exit(0) })
    p.start()
    p.join()
}
stop = true
for b in busy { b.join() }
for t in ts { t.join() }
