# Whoever has joined a process finds none of its daemons alive, nor theirs, however it has ended.
queue told
event never
process parent(how) {
    latch there(3)
    daemon process child() {
        daemon process grandchild { never.wait() }
        grandchild.start()
        told.put([current(), grandchild])
        there.done()
        never.wait()
    }
    let children = [child() for i in 0..3]
    for c in children { c.start() }
    pool p(2)
    there.wait()
    if how == "exit" { told.put("ready"); exit(3) }
    told.put("ready")
    if how != "end" { never.wait() }
}

for how in ["end", "exit", "kill", "terminate"] * 2 {
    let p = parent(how)
    p.start()
    let said = [told.get() for i in 0..4]
    if how == "kill" { p.kill() }
    if how == "terminate" { p.terminate() }
    p.join()
    assert not p.is_alive()
    for both in said {
        if both != "ready" {
            for d in both {
                assert not d.is_alive()
                assert d.exitcode == -15
            }
        }
    }
}
print("ok")
