# A process is killed while it comes to its end, with a lock, a thread and a child that its end concerns.
scenario { limits: {"tasks": 6} }
lock held
queue q(2)

process ender {
    daemon process child { sleep(10s) }
    daemon thread helper { loop { q.put(1) } }
    child.start()
    helper.start()
    held.acquire()
    print("pid {pid()}")
    sleep(20ms)
}
ender.start()
ender.join()
assert ender.exitcode in [0, -9]
try { held.acquire() } catch abandoned { }
held.release()
while not q.empty() { q.get() }
var room = false
for i in 0..1000 {                    # what is left may take a moment to go
    if not room {
        var all = []
        try {
            for k in 0..5 {
                let t = thread(func() => sleep(10s))
                t.start()
                all.append(t)
            }
            room = true
        } catch limit { sleep(1ms) }
        for t in all { t.cancel() }
        for t in all { t.join() }
    }
}
assert room
print("ok")
