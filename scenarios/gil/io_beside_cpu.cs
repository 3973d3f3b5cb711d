# An I/O-bound thread beside a CPU-bound one: answers that come after 10 ms are seen after 30.
#
# What to see: when its answer is there, the one waits for the lock, and gets it when the other has had it for another
# `switch_interval`. It needs it for no time at all, and the next time it waits as long again.
#
#   conc-run scenarios/gil/io_beside_cpu.cs
#   conc-run sim scenarios/gil/io_beside_cpu.cs
scenario "An I/O-bound thread beside a CPU-bound one" { gil: "timer", switch_interval: 20ms }

thread counts { work(200ms) }

thread pings {
    for i in 1..4 {
        let sent = now()
        sleep(10ms)                          # the answer takes 10 ms
        print("answer {i} after {now() - sent}")
    }
}

pings.start()
counts.start()
