# Two threads count down side by side, and their lines come in turns.
#
# What to see: t1 and t2 do the same thing at the same time. Each second both print one line; which of the two comes
# first is nobody's promise on real threads, and the order in which they went to sleep in virtual time.
#
#   conc-run scenarios/threads/interleaving.cs
#   conc-run sim scenarios/threads/interleaving.cs
scenario "Two threads side by side" { }

func run(n) {
    print("task {n}")
    for left in [2s, 1s, 0s] {
        sleep(1s)
        print(left)
    }
    sleep(1s)
}

thread t1(run, ["t1"])
thread t2(run, ["t2"])
t1.start()
t2.start()
