# Two ways to end a pool: `close` lets its tasks be done, `terminate` stops it where it stands.
#
# What to see: both pools get four tasks, of one second each, for two workers. The one that is closed needs its two
# seconds. The one that is terminated is over at once: its workers are killed in the midst of their tasks, the other
# tasks are dropped, and who asks for their results gets `died`: the pool was terminated.
#
#   conc-run scenarios/processes/terminate_or_close.cs
#   conc-run sim scenarios/processes/terminate_or_close.cs
scenario "terminate, or close" { }

func task(i) {
    sleep(1s)
    return i
}

pool patient(2)
let done = [patient.apply_async(task, [i]) for i in 0..4]
patient.close()
patient.join()
print("{now():.1f} s: closed, and all is done: {[f.get() for f in done]}")

pool hasty(2)
let dropped = [hasty.apply_async(task, [i]) for i in 0..4]
sleep(500ms)
hasty.terminate()
hasty.join()
print("{now():.1f} s: terminated")
for f in dropped {
    try {
        print(f.get())
    } catch died as e {
        print(e.message)
    }
}
