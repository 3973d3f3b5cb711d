# A process is killed while it starts another, a daemon. Afterwards there is room for as many tasks and processes as before, and not for one more.
scenario { limits: {"tasks": 4, "processes": 4} }

func most() {
    var all = []
    try {
        loop {
            let p = process(func() => sleep(10s))
            p.start()
            all.append(p)
        }
    } catch limit { }
    for p in all { p.kill() }
    for p in all { p.join() }
    return len(all)
}

let before = most()
process starter {
    daemon process child { sleep(10s) }
    print("pid {pid()}")
    sleep(20ms)
    child.start()
    print("done")
    sleep(10s)
}
starter.start()
starter.join()
assert starter.exitcode == -9
assert len(children()) == 0
var after = most()
for i in 0..1000 {                    # what the one who died has left behind may take a moment to go
    if after < before {
        sleep(1ms)
        after = most()
    }
}
assert [before, after] == [3, 3]
print("ok")
