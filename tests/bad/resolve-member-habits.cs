pool p(2)
p.run(print)
semaphore s(1)
s.signal()
s.wait()
thread t { }
print(t.result)
t.wait()
queue q
q.pop()
[1].size()
event e
e.notify()
e.join()
lock m
m.Lock()
m.Unlock()
atom a(0)
a.inc()
a.cas(0, 1)
print(["a"].join(","), [1].map(print), "ab".index("b"))
var d = {}
d.setdefault("a", []).append(1)
