# Tasks that run a built-in function: they are called after it, and what goes wrong in one is told where it was started.
# Exit status: 1
process shout = print("hello", "there")
thread nap(sleep, [1s])
let f = len
let more = [thread(f, ["abc"]), thread(f, [3])]
thread odd = chr(-1)
for t in [shout, nap, odd] + more {
    t.start()
    t.join()
}
