# bug: none. Whoever has ended a process comes after what its daemons have done, which are ended with it
# tasks: main + 2 processes
scenario { expect: "ok" }
shared var x = 0
event e
process p {
    daemon process d { x = 1; sleep(1s) }
    d.start()
    sleep(1s)
}
p.start()
p.kill()
print(x)
