# bug: whoever ends a process is not ordered after a thread that has ended by itself meanwhile
# tasks: main + 1 thread + 1 process
scenario { expect: "race" }
shared var x = 0
process p { sleep(1s) }
thread t { x = 3 }
p.start()
t.start()
p.kill()
print(x)
