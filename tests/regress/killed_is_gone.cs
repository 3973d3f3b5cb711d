# Whoever has ended a process goes on when it is gone and what it held is in order.
lock m
for how in ["kill", "terminate"] {
    event has
    process holder {
        m.acquire()
        has.set()
        sleep(1h)
    }
    holder.start()
    has.wait()
    if how == "kill" { holder.kill() } else { holder.terminate() }
    assert not holder.is_alive() and holder.exitcode == (-9 if how == "kill" else -15), "{how}: {holder.exitcode}"
    assert children() == [] and holder.join(timeout: 0s), how
    try {
        m.acquire(timeout: 0s)
        assert false, how
    } catch abandoned { }
    m.release()
}

# So it is for the workers of a pool.
pool workers(2)
let futures = [workers.apply_async(func() { sleep(1h) }, []) for i in 0..2]
let before = children()
workers.terminate()
assert len(before) == 2 and not any([w.is_alive() for w in before])
workers.join()
assert not any([f.successful() for f in futures])
