# Two threads, started together and joined: two jobs of two seconds take two seconds, not four.
#
# What to see: both threads sleep at the same time. A sleeping thread uses no processor, so the second costs nothing.
# `join` makes main wait for the end of a thread; take the joins away, and main tells a total of 0.0 seconds.
#
#   conc-run scenarios/threads/two_threads.cs
#   conc-run sim scenarios/threads/two_threads.cs
scenario "Two threads and join" { }

func long_time_task(i) {
    print("this thread: {current().name}, task {i}")
    sleep(2s)
    print("result: {8 ** 20}")
}

let start = now()
print("this is the main thread: {current().name}")

let threads_made = [thread(long_time_task, [i]) for i in 1..3]       # 1..3 is 1 and 2: the end is left out
for t in threads_made {
    t.start()
}
for t in threads_made {
    t.join()
}

print("took {now() - start:.1f} seconds in all")
