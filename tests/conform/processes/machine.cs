# What the built-in functions say in a process: the same clock, machine and arguments; chance by the seed and the task's path.
queue out
let began = now()
let cores = cpu_count()
process child {
    out.put([now() >= began, cpu_count() == cores, args, len(threads()), children()])
    work(1ms)
    sleep(1ms)
    out.put(now() - began >= 2ms)
}
child.start()
child.join()
assert out.get() == [true, true, args, 1, []] and out.get() == true and now() >= began

# each task has a stream of its own: whether it runs in a process or a thread, what others draw changes nothing
func draws() { return [random(1, 1000000000) for i in 0..4] + [choose(0..1000000000), random(0.0, 1.0)] + shuffle(0..20) }
process p { out.put(draws()) }
process q { out.put(draws()) }
draws()
p.start()
p.join()
let of_p = out.get()
q.start()
q.join()
assert of_p != out.get() and of_p != draws()
func first_of_child() {
    process c { out.put(draws()) }
    c.start()
    c.join()
    return out.get()
}
assert first_of_child() != first_of_child()

# print: from everywhere, whole lines
process prints { for i in 0..20 { print("a line", "of several", "parts", sep: ", ") } }
prints.start()
for i in 0..20 { print("a line", "of several", "parts", sep: ", ") }
prints.join()

# sleep, work and time-outs in processes are by the same clock
process sleeper {
    let before = now()
    sleep(2ms)
    assert now() - before >= 2ms
    var kind = nil
    try { queue().get(timeout: 2ms) } catch timeout as e { kind = e.kind }
    assert kind == "timeout" and now() - before >= 4ms
}
sleeper.start()
sleeper.join()
assert sleeper.exitcode == 0
print("ok machine")
