# Three threads in a list, none of them joined: main is done before they are.
#
# What to see: the cost is told at once, and it is next to nothing, for starting a thread does not wait for it. The
# run itself still ends after three seconds, when the last of its threads has ended. list_joined.cs is this file with
# one more loop, which joins them.
#
#   conc-run scenarios/threads/list_not_joined.cs
#   conc-run sim scenarios/threads/list_not_joined.cs
scenario "A list of threads, not joined" { }

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

print("cost: {now() - started:.1f} s")
print(current())
