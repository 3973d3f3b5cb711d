# stop_after ends all processes, with their threads, and runs no finally.
scenario { stop_after: 3s }
event never
queue out
func stays(word) {
    try {
        never.wait()
    } finally {
        print("a finally must not run")
    }
}
process child {
    thread inner = stays("thread")
    inner.start()
    process grandchild = stays("grandchild")
    grandchild.start()
    daemon process background = stays("background")
    background.start()
    pool workers(2)
    workers.apply_async(stays, ["task"])
    timer late after 1h { print("a timer must not run") }
    late.start()
    out.put("begun")
    stays("child")
}
child.start()
out.get()
print("ok stop_after")
