# Threads without a GIL, as in Jython: those of one process compute at the same time, each on a processor of its own.
#
# What to see: two threads take as long as one. Where there are more threads than processors these are shared: three
# threads on two processors take half as long again.
#
#   conc-run scenarios/gil/no_gil.cs
#   conc-run sim scenarios/gil/no_gil.cs
scenario "CPU-bound threads without a GIL" { gil: "off", cores: 2 }

func count_down() { work(2s) }

func in_threads(count) {
    let start = now()
    let threads = [thread(count_down) for i in 0..count]
    for t in threads { t.start() }
    for t in threads { t.join() }
    print("{count} threads: {now() - start}")
}

in_threads(2)
in_threads(3)
