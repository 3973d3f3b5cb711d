# Three threads in a list, all joined: main measures how long they took together.
#
# What to see: the three run at the same time, so the cost is three seconds, not nine. The second loop is what makes
# main wait. list_not_joined.cs is this file without that loop.
#
#   conc-run scenarios/threads/list_joined.cs
#   conc-run sim scenarios/threads/list_joined.cs
scenario "A list of threads, joined" { }

func run(n) {
    print("task {n}, {current()}")
    for left in ["3s", "2s", "1s"] {
        sleep(1s)
        print("{n}: {left}")
    }
}

let started = now()
var made = []
for i in 0..3 {
    let t = thread(run, ["t-{i}"])
    t.start()
    made.append(t)
}

for t in made {
    t.join()                                 # main goes on when this one has ended
}

print("cost: {now() - started:.1f} s")
print(current())
