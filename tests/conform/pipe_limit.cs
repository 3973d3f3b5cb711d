# The limit of messages: `send` never waits, so it raises `limit`.
scenario { limits: {"messages": 10} }
pipe a, b
for i in 0..10 { a.send(i) }
b.send("the other way counts by itself")
var kind = nil
try { a.send(10) } catch limit as e { kind = e.kind }
assert kind == "limit" and [b.recv() for i in 0..10] == list(0..10) and not b.poll()
a.send("there is room again")
assert b.recv() == "there is room again" and a.recv() == "the other way counts by itself"
print("ok pipe_limit")
