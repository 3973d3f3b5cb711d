# A slip that is easily made: the loop goes over all threads, but joins the same one each time, the last that was made.
#
# What to see: the last thread needs one second, and main goes on when it has ended. The second and the third time
# `join` returns at once, so the cost is told while the other two still sleep.
#
#   conc-run scenarios/threads/joined_thrice.cs
#   conc-run sim scenarios/threads/joined_thrice.cs
scenario "One thread, joined three times" { }

func run(n, time_needed) {
    sleep(time_needed)
    print("{n} has ended")
}

let started = now()
var made = []
var t = nil
for i in 0..3 {
    t = thread(run, ["t-{i}", 3s - i * 1s])
    t.start()
    made.append(t)
}

for each in made {
    t.join()                                 # `each.join()` was meant
}

print("cost: {now() - started:.1f} s")
