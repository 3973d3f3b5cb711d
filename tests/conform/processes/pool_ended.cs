# A pool whose process has ended, by itself, by exit or by a signal: what was given to it and is not done dies with it, whether it is under
# way or waits for a worker, also where nobody but its workers had the pool any more. Who knows a future of it is told so.
event never
queue told
queue begun
let gone = "the process that made the pool has ended"
func job(n) { begun.put(n); never.wait(); return n }

func fate(f) {
    try { return f.get() } catch died as err { return err.message }
}

process maker(how, threads, knows) {
    pool crew(1, threads: threads)
    let done = crew.apply_async(func() => 7, [])
    assert done.get() == 7
    let fs = [crew.apply_async(job, [1], callback: print, error_callback: print), crew.apply_async(job, [2]),
              crew.map_async(job, [3, 4, 5], chunksize: 1)]
    assert begun.get() == 1
    event ready
    process asker {
        ready.set()
        assert [fate(f) for f in fs] == [gone if threads else "the worker crew-1 died", gone, gone]
        assert [f.ready() for f in fs] == [true, true, true]
        assert not any([f.successful() for f in fs]) and done.get() == 7
        assert crew.join()
        try { crew.apply_async(job, [6]) } catch permission as err { told.put(err.kind) }
    }
    process stranger(f) {
        ready.set()
        assert fate(f) == gone
        told.put("told")
    }
    if knows { asker.start() } else { stranger(fs[1]).start() }
    ready.wait()
    if how == "exit" { exit(3) }
    if how != "end" { told.put("kill me"); never.wait() }
}

for threads in [false, true] {
    for how in ["end", "exit", "kill", "terminate"] {
        for knows in [true, false] {
            let m = maker(how, threads, knows)
            m.start()
            if how == "kill" or how == "terminate" {
                assert told.get() == "kill me"
                if how == "kill" { m.kill() } else { m.terminate() }
            }
            m.join()
            assert m.exitcode == {"end": 0, "exit": 3, "kill": -9, "terminate": -15}[how]
            assert told.get() == ("permission" if knows else "told")
        }
    }
}
print("ok")
