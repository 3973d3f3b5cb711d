# The life of a thread: made, started, alive, joined, ended; and a daemon that nobody waits for.
#
# What to see: a thread does nothing until it is started, and can be started once. The run ends when all threads that
# are no daemons have ended: `watchman` would go on for ever, but as a daemon it is stopped then.
#
#   conc-run scenarios/threads/life_of_a_thread.cs
#   conc-run sim scenarios/threads/life_of_a_thread.cs
scenario "The life of a thread" { }

func job(time_needed) {
    sleep(time_needed)
    print("done after {time_needed}")
}

thread worker(job, [2.5s])                   # made from a function and its arguments, and not yet started

thread watchman {
    loop {
        print("all is well")
        sleep(1s)
    }
}
watchman.daemon = true                       # before the start; `daemon thread watchman { … }` says it at once

print("before the start: alive {worker.is_alive()}, daemon {worker.daemon}")
watchman.start()
worker.start()
print("after the start: alive {worker.is_alive()}")

if not worker.join(timeout: 1s) {            # waits for one second at most, and tells whether that was enough
    print("not yet, I'll wait some more")
}
worker.join()
print("after the join: alive {worker.is_alive()}")

try {
    worker.start()
} catch state {
    print("no thread starts twice")
}
