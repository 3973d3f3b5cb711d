# A process is forked while another thread of its parent makes objects: it holds all whose handles it has a copy of.
var latest = queue()
var stop = false
thread maker {
    while not stop {
        let q = queue()
        q.put(1)
        latest = q
        assert q.get() == 1
    }
}
maker.start()
for i in 0..300 {
    process p {
        latest = nil
        let own = queue()
        own.put(2)
        assert own.get() == 2
    }
    p.start()
    p.join()
    assert p.exitcode == 0
}
stop = true
maker.join()
latest.put(3)
assert latest.get() == 3
print("ok")
