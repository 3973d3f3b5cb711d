# bug: whoever ends one process is not ordered after what another does, nor after a thread that has ended by itself
# tasks: main + 1 thread + 2 processes
scenario { expect: "race" }
shared var x = 0
process p { sleep(1s) }
thread t { x = 3 }
p.start()
t.start()
p.kill()
print(x)
