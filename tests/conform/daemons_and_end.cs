# The end of the run: daemons stop, `exit` runs no finally.
event go
daemon thread endless {
    try {
        loop { sleep(1h) }
    } finally {
        print("a daemon's finally must not run")
    }
}
daemon thread blocked { go.wait() }
daemon timer ticks every 1h { print("never") }
endless.start()
blocked.start()
ticks.start()
assert endless.daemon and blocked.daemon and endless.is_alive() and blocked.is_alive()

# a daemon made by a kind, and one set before the start
thread kind(n) { sleep(1h) }
let d = kind(1, daemon: true)
let e = thread(func() { sleep(1h) })
e.daemon = true
d.start()
e.start()

thread last {
    try {
        print("ok daemons_and_end")
        exit(0)
    } finally {
        print("exit must not run finally")
    }
}
thread waits_for_ever { go.wait() }          # no daemon: only exit ends the run
waits_for_ever.start()
last.start()
last.join()
print("not reached")
