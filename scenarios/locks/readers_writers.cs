# Readers and writers: any number may read at once, but whoever writes is alone.
#
# What to see: the readers share the page, and read it at the same time. The writer waits until the last of them has
# left; a reader who comes while the writer waits stands behind the writer, so that writers get their turn.
#
#   conc-run scenarios/locks/readers_writers.cs
#   conc-run sim scenarios/locks/readers_writers.cs
scenario "Readers and writers" { }

rwlock page
var text = "Once upon a time"

thread reader(n, comes) {
    sleep(comes)
    with page.read {
        print("{now():.1f} s: reader {n} reads: {text}")
        sleep(1s)
    }
}

thread writer(comes, more) {
    sleep(comes)
    print("{now():.1f} s: the writer would like the page")
    with page.write {
        text += more
        print("{now():.1f} s: the writer writes: {more}")
        sleep(1s)
    }
}

reader(1, 0s).start()
reader(2, 300ms).start()
writer(600ms, ", there was a lock").start()
reader(3, 900ms).start()                     # comes while the writer waits, and stands behind it
reader(4, 1200ms).start()
