timer u every 0.5 { }
timer u2 after 5 { }
event e
queue q
sleep(2)
work(1)
e.wait(timeout: 1)
q.put(1, timeout: 2.5)
select { case e.wait() { } after 1 { } }
await e.is_set() timeout 2
let w = wait_any([e], timeout: 5)
func mine(timeout) { }
mine(timeout: 5)
mine(3)
