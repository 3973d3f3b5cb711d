# A thread kind of one's own: what is a class with a `run` method elsewhere is a thread with parameters here.
#
# What to see: `my_thread` is a pattern, not a thread. Each call of it makes one, with its own `n`; nothing runs
# before `start`. The body is what another language would call `run`, the parameters its constructor.
#
#   conc-run scenarios/threads/custom_thread.cs
#   conc-run sim scenarios/threads/custom_thread.cs
scenario "A thread kind" { }

thread my_thread(n, rounds = 3) {
    print("task {n}, known as {current().name}")
    for left in reversed(0..rounds) {
        sleep(1s)
        print("{n}: {left}s")
    }
    sleep(1s)
}

let t1 = my_thread("t1")
let t2 = my_thread("t2", rounds: 2, name: "the short one")
t1.start()
t2.start()
