# A supervisor: it starts a worker, and another one whenever that dies, until the work is done.
#
# What to see: the worker writes down in a shared variable how far it has come. It is killed twice in the midst of its
# work, by a thread that plays fate. Its exitcode, -9, says so, and the next one goes on where it stopped.
#
#   conc-run scenarios/processes/supervisor.cs
#   conc-run sim scenarios/processes/supervisor.cs
scenario "A supervisor" { }

let steps = 6
shared var done = 0

process worker() {
    while done < steps {
        sleep(1s)
        done += 1
        print("{current().name}: step {done} of {steps}")
    }
}

daemon thread fate {
    for pause in [2500ms, 2s] {
        sleep(pause)
        children()[0].kill()
    }
}

fate.start()
var runs = 0
var exitcode = nil
while exitcode != 0 {
    let w = worker()
    w.start()
    w.join()
    runs += 1
    exitcode = w.exitcode
    print("{w.name} has ended, its exitcode is {exitcode}")
}
print("done, with {runs} workers, after {now():.1f} seconds")
