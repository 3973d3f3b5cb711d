# A cycle of processes that is broken by killing one of them is no deadlock.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}
lock left
lock right
barrier both(2)
queue out
process a {
    with left {
        both.wait()
        out.put(kind_of(func() => right.acquire()))
        right.release()
    }
}
process b {
    with right {
        both.wait()
        out.put("b waits")
        left.acquire()
    }
}
a.start()
b.start()
assert out.get() == "b waits"
b.kill()
assert out.get() == "abandoned"
a.join()
b.join()
assert a.exitcode == 0 and b.exitcode == -9 and not left.locked() and not right.locked()
print("ok deadlock_broken")
