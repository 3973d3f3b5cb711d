# Readers and writers: any number may read at once, but whoever writes is alone.
#
# What to see: the readers share the page, and read it at the same time. The writer waits until the last of them has
# left; a reader who comes while the writer waits stands behind the writer, so that writers get their turn.
#
#   conc-run scenarios/locks/readers_writers.cs
#   conc-run sim scenarios/locks/readers_writers.cs
scenario "Readers and writers" { }

rwlock page
var text = "once upon a time"

thread reader(n) {
    with page.read {
        print("reader {n} reads: {text}")
        sleep(1s)
    }
}

thread writer(more) {
    with page.write {
        text += more
        print("the writer writes: {text}")
        sleep(1s)
    }
}

reader(1).start()
sleep(300ms)
reader(2).start()
sleep(300ms)
writer(" there was a lock").start()
sleep(300ms)
reader(3).start()                            # comes while the writer waits, and stands behind it
reader(4).start()
