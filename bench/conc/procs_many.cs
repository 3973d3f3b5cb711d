# N processes, or threads, that are all there at once: procs_many.cs -- process|thread N
let n = int(args[1])
event go
queue here

func wait() {
    here.put(1)
    go.wait()
}

let begin = now()
let all = [process(wait) if args[0] == "process" else thread(wait) for i in 0..n]
for t in all { t.start() }
for t in all { here.get() }
go.set()
for t in all { t.join() }
let took = (now() - begin).seconds()
print("t={took:.6f} check={n} us_op={took / n * 1e6:.3f}")
