# bug: none. What a process has done comes before the return of whoever has ended it, whether that came too late or not
# tasks: main + 2 processes
scenario { expect: "ok" }
shared var x = 0
shared var y = 0
process p { x = 2 }
process q { y = 2 }
p.start()
q.start()
p.kill()
q.terminate()
assert x in [0, 2] and y in [0, 2]
