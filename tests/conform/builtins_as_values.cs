# Built-in functions are values like others: what is held in a variable can be called, and run by a task, a timer or a pool.
func kind_of(f) {
    try { f() } catch e { return e.kind }
    return nil
}

# called through a variable: those that look at their arguments, and those that the engine does
let size = len
let pause = sleep
let time = now
let cores = cpu_count
let any_of = wait_any
event set_one(set: true)
event cleared
assert size("abc") == 3 and cores() == cpu_count() and any_of([cleared, set_one]) == [set_one]
let before = time()
assert pause(2ms) == nil and now() - before >= 2ms
let me = current
assert me() == current() and me().name == "main"
assert kind_of(func() => pause(2)) == "type" and kind_of(func() => pause()) == "type" and kind_of(func() => pause(1ms, 2ms)) == "type"
assert [f(-1) for f in [abs, str, type]] == [1, "-1", "int"]
let one_of = choose
let mixed = shuffle
let done_of = as_completed
assert one_of([7]) == 7 and mixed([1]) == [1] and sorted(mixed([2, 1])) == [1, 2]
pool helper(1, threads: true)
assert [f.get() for f in done_of([helper.apply_async(len, ["abc"])])] == [3] and helper.map(choose, [[5], [6]]) == [5, 6]
helper.close()
thread shuffles(shuffle, [[1, 2]])
shuffles.start()
shuffles.join()
let dice = random
assert dice(3, 3) == 3

# threads and processes: by declaration, as expressions, held in a variable
let sums = [thread(sleep, [1ms]), thread(size, ["x"]), process(sum, [[1, 2]])]
thread declared = len([1])
thread with_list(sleep, [1ms])
process forked = abs(-3)
thread kept = size([1, 2])
for t in sums + [declared, with_list, forked, kept] {
    t.start()
    t.join()
}
assert [t.name for t in sums] == ["sleep-1", "len-1", "sum-1"]
assert forked.exitcode == 0 and sums[2].exitcode == 0

# what it says of the process counts
process leaves(exit, [7])
leaves.start()
leaves.join()
assert leaves.exitcode == 7

# it can be cancelled where it waits
event never
thread waits(wait_any, [[never]])
waits.start()
waits.cancel()
waits.join()

# pools and timers
pool two(2, threads: true)
assert two.apply(len, ["abcd"]) == 4 and two.map(sleep, [0s, 1ms]) == [nil, nil] and two.apply(cpu_count) == cpu_count()
let later = timer(1ms, now)
later.start()
later.join()
assert kind_of(func() { thread(3).start() }) == "type"
print("ok builtins_as_values")
