# The life of a thread: made, named, started, alive, joined, ended; and a daemon that nobody waits for.
#
# What to see: a thread does nothing until it is started, and can be started once. The run ends when all threads that
# are no daemons have ended: `watchman` would go on for ever, but as a daemon it does not keep the run alive.
#
#   conc-run scenarios/threads/life_of_a_thread.cs
#   conc-run sim scenarios/threads/life_of_a_thread.cs
scenario "The life of a thread" { }

func job(seconds_needed) {
    sleep(seconds_needed)
    print("{current().name}: done after {seconds_needed}")
}

daemon thread watchman {
    loop {
        print("watchman: all is well")
        sleep(1s)
    }
}

thread worker(job, [2500ms], name: "worker") # made from a function and its arguments, and not yet started

print("before the start: alive {worker.is_alive()}, daemon {worker.daemon}")
print("the watchman: daemon {watchman.daemon}")

watchman.start()
worker.start()
print("after the start: alive {worker.is_alive()}")

if not worker.join(timeout: 1s) {            # a join that waits for one second at most tells whether it was enough
    print("main: not yet, I'll wait some more")
}
worker.join()
print("after the join: alive {worker.is_alive()}")

try {
    worker.start()
} catch state as e {
    print("a second start is an error: {e.message}")
}
