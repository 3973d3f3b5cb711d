# Figures: who ran and waited for how long, the lock that was fought for, the critical path, the GIL.
# Options: --format summary
# Engine: sim
scenario "Two threads, a lock and a GIL" { gil: "timer" }
lock m
thread worker(n) {
    with m { work(100ms) }
    work(n * 50ms)
    sleep(100ms)
}
for n in 1..4 { worker(n).start() }
