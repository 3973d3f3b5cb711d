# Who joins a thread of another process, which has ended with its process, finds that process ended, too: by itself, by exit, or killed.
event never
queue q

func ends(p, code) {
    p.start()
    q.get().join()
    assert not p.is_alive() and p.exitcode == code, "{p.is_alive()}, {p.exitcode}"
}
for i in 0..10 {
    ends(process(func() { daemon thread t { never.wait() } t.start(); q.put(t) }), 0)
    ends(process(func() { thread t { never.wait() } t.start(); q.put(t); exit(3) }), 3)
    let p = process(func() { thread t { never.wait() } t.start(); q.put(t); never.wait() })
    thread k { p.kill() }
    p.start()
    let t = q.get()
    k.start()
    t.join()
    assert not p.is_alive() and p.exitcode == -9
    k.join()
}
print("ok")
