# Options: --format lanes
# Who was told at a condition waits for its lock, and does not run.
condition c
thread waiter {
    with c {
        c.wait()
        print("goes on")
    }
}
thread hasty {
    with c {
        print(c.wait(timeout: 500ms))
    }
}
waiter.start()
hasty.start()
sleep(1s)
with c {
    c.notify()
    sleep(2s)
}
